/**
 * Something outside the project stands in the way: a program that is missing, a port that is taken. The message is one
 * sentence for the user, saying what and what to do; no stack trace helps with it.
 */
export class Unmet extends Error {
  override readonly name = 'Unmet';
}

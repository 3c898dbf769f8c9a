/** A rule that cannot be carried out, for this file or at all. The message says what, where and what to do. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
}

import { SqlError, type SqlErrorReason } from '../errors/sqlError.ts';

/** How a message of DuckDB reads in BigQuery's words. GoogleSQL has found what is wrong with a statement itself; these are about its data. */
interface Rule {
  pattern: RegExp;
  words(groups: readonly string[]): string;
  reason?: SqlErrorReason;
}

const rule = (pattern: RegExp, words: Rule['words'], reason?: SqlErrorReason): Rule => ({
  pattern,
  words,
  ...(reason ? { reason } : {}),
});

/** Some literal is repeated by DuckDB with its quotes doubled. */
const marked = (text: string): string => text.replaceAll("''", "'");

const RULES: readonly Rule[] = [
  rule(/bq-error:([\s\S]*?)' (?:to|can't|when)/, ([text = '']) => marked(text)),
  rule(/bq-error:([^\n]*)/, ([text = '']) => text),
  rule(/More than one row returned by a subquery/, () => 'Scalar subquery produced more than one element'),
  rule(/NOT NULL constraint failed: (?:[^.\s]+\.)*([^.\s]+)/, ([name = '']) => `Required field ${name} cannot be null`),
  rule(
    /Overflow in (?:addition|subtraction|multiplication|negation) of INT64 \(([^)]*)\)/,
    ([what = '']) => `int64 overflow: ${what}`,
  ),
  rule(/Overflow in \w+ of DECIMAL|DECIMAL.*out of range/, () => 'numeric overflow'),
  rule(/(?:HUGEINT|INT128) .*out of range for the destination type INT64/, () => 'int64 overflow'),
  rule(
    /Malformed JSON (?:at byte \d+ of input: )?([^.\n]*)/,
    ([what = '']) => `Invalid input: syntax error while parsing value - ${what}`,
  ),
  rule(/invalid timestamp field format: "([^"]*)"/i, ([text = '']) => `Invalid timestamp: '${text}'`),
  rule(
    /(?:invalid date|date) field (?:value out of range|format): "([^"]*)"/i,
    ([text = '']) => `Invalid date: '${text}'`,
  ),
  rule(/time field value out of range: "([^"]*)"/i, ([text = '']) => `Invalid time: '${text}'`),
  rule(/Could not convert string '([^']*)' to DECIMAL/, ([text = '']) => `Invalid NUMERIC value: ${text}`),
  rule(/Could not convert string '([^']*)' to INT64/, ([text = '']) => `Bad int64 value: ${text}`),
  rule(/Failure in decode/, () => 'Invalid cast of bytes to UTF8 string'),
  rule(/Unknown TimeZone '([^']*)'/, ([zone = '']) => `Invalid time zone: ${zone}`),
  rule(
    /Out of Memory Error/,
    () => 'Resources exceeded during query execution: The query could not be executed in the allotted memory.',
    'resourcesExceeded',
  ),
];

/** An error of DuckDB in BigQuery's words. What no rule knows keeps DuckDB's words. */
export function sqlErrorOf(error: unknown): SqlError {
  if (error instanceof SqlError) return error;
  const text = error instanceof Error ? error.message : String(error);
  for (const { pattern, words, reason } of RULES) {
    const found = pattern.exec(text);
    if (found) return new SqlError(words(found.slice(1)), undefined, reason);
  }
  return new SqlError(plain(text));
}

/** The same for an error that may have another source: DuckDB's client throws plain errors; what throws others says all there is to say. */
export const inBigQueryWords = (error: unknown): unknown =>
  error instanceof Error && error.constructor === Error ? sqlErrorOf(error) : error;

/** DuckDB's first line, without the kind of error. */
const plain = (text: string): string => (text.split('\n')[0] ?? text).replace(/^(?:\w+ )+Error: /, '');

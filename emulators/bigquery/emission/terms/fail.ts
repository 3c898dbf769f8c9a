import { NotEmitted } from './notEmitted.ts';

/**
 * An expression that fails with BigQuery's words when it is evaluated. A failing cast, as DuckDB's error() can't stand in TRY; `sqlErrorOf`
 * turns the cast's message back into the words. A number is what no text with words is; by way of a text it has any type.
 */
export const fail = (message: string, type: string): string => {
  const failing = `CAST('bq-error:' || ${message} AS BIGINT)`;
  return type === 'BIGINT' ? failing : `CAST(CAST(${failing} AS VARCHAR) AS ${type})`;
};

/** Longer than any expression that somebody writes. */
const MAX_LENGTH = 20_000;

/** SQL that is to stand several times in an expression, so that nesting must not let it grow without end. @throws NotEmitted */
export function repeated(...texts: readonly string[]): void {
  if (texts.reduce((sum, { length }) => sum + length, 0) > MAX_LENGTH)
    throw new NotEmitted('an expression that is nested this deep');
}

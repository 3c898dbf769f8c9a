/** CREATE MACRO with one body for each list of parameters. */
export const macro = (name: string, ...bodies: readonly (readonly [parameters: string, body: string])[]): string =>
  `CREATE OR REPLACE MACRO ${name}${bodies.map(([parameters, body]) => `(${parameters}) AS ${body}`).join(', ')}`;

/**
 * An expression that fails with BigQuery's words when it is evaluated. A failing cast, as DuckDB's error() can't stand in TRY; the
 * cast's message is turned back into the words by `sqlErrorOf`.
 */
export const fail = (message: string, type: string): string => `CAST('bq-error:' || ${message} AS ${type})`;

/**
 * CREATE MACRO. Parameters have no types and there is one body only: DuckDB can't choose between several where an argument holds an
 * aggregate. So bodies that depend on a type ask `typeof`, which is known when the statement is bound; each of their branches must bind for all
 * types, which going through VARCHAR makes sure of, and `cast_to_type(…, x)` gives the result its type.
 */
export const macro = (name: string, parameters: string, body: string): string =>
  `CREATE OR REPLACE MACRO ${name}(${parameters}) AS ${body}`;

/**
 * An expression that fails with BigQuery's words when it is evaluated. A failing cast, as DuckDB's error() can't stand in TRY; the
 * cast's message is turned back into the words by `sqlErrorOf`.
 */
export const fail = (message: string, type: string): string => `CAST('bq-error:' || ${message} AS ${type})`;

/** The same, of the type that `like` has. */
export const failLike = (message: string, like: string): string => `cast_to_type('bq-error:' || ${message}, ${like})`;

export const text = (x: string): string => `CAST(${x} AS VARCHAR)`;

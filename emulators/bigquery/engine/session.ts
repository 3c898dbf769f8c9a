import type { DuckDBConnection, DuckDBResultReader } from '@duckdb/node-api';

/** A connection to DuckDB. */
export interface Session {
  /** Runs a statement and returns how many rows it changed. */
  run(sql: string): Promise<number>;
  /** Runs a query and returns its rows, values as JSON has them (64-bit integers as text). */
  rows(sql: string): Promise<Record<string, unknown>[]>;
  /** Runs a query and returns all of it, with column names and types. */
  read(sql: string): Promise<DuckDBResultReader>;
  readonly connection: DuckDBConnection;
  close(): void;
}

export function createSession(connection: DuckDBConnection): Session {
  return {
    connection,
    run: async (sql) => (await connection.run(sql)).rowsChanged,
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson(),
    read: (sql) => connection.runAndReadAll(sql),
    close: () => connection.closeSync(),
  };
}

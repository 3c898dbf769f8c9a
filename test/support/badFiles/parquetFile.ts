import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

let opening: Promise<DuckDBInstance> | undefined;

/** A Parquet file with the rows of a DuckDB query. */
export async function parquetFile(query: string): Promise<Buffer> {
  opening ??= DuckDBInstance.create(':memory:');
  const folder = await mkdtemp(path.join(tmpdir(), 'parquet-'));
  const file = path.join(folder, 'rows.parquet');
  const connection = await (await opening).connect();
  try {
    await connection.run(`COPY (${query}) TO '${file}' (FORMAT parquet)`);
    return await readFile(file);
  } finally {
    connection.closeSync();
    await rm(folder, { recursive: true });
  }
}

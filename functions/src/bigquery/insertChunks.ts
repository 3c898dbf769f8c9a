import type { InsertRow } from './tables.ts';

/**
 * BigQuery takes 50,000 rows and 10 MB a call of tabledata.insertAll, and advises some 500 rows (Quotas and limits:
 * streaming inserts).
 */
const MAX_ROWS = 500;
const MAX_BYTES = 5_000_000;

/** Rows in portions that BigQuery takes in one call, as long as no single row is larger than it takes. */
export async function* insertChunks(rows: AsyncIterable<InsertRow> | Iterable<InsertRow>): AsyncGenerator<InsertRow[]> {
  let chunk: InsertRow[] = [];
  let bytes = 0;
  for await (const row of rows) {
    const size = Buffer.byteLength(JSON.stringify(row));
    if (chunk.length === MAX_ROWS || (chunk.length > 0 && bytes + size > MAX_BYTES)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(row);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}

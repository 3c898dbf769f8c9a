import type { InsertRow } from '../bigquery/tables.ts';
import { permanent } from '../failure/failure.ts';

/**
 * BigQuery takes 50,000 rows and 10 MB a call of tabledata.insertAll, and advises some 500 rows (Quotas and limits:
 * streaming inserts).
 */
const MAX_ROWS = 500;
const MAX_BYTES = 5_000_000;
const MAX_ROW_BYTES = 9_900_000;

/** Rows in portions that BigQuery takes in one call, each row with an ID that is the same whenever it is sent again. */
export async function* rowChunks(
  rows: AsyncIterable<object> | Iterable<object>,
  idempotencyKey: string,
): AsyncGenerator<InsertRow[]> {
  let chunk: InsertRow[] = [];
  let bytes = 0;
  let index = 0;
  for await (const json of rows) {
    const row = { insertId: `${idempotencyKey}_${index}`, json };
    const size = Buffer.byteLength(JSON.stringify(row));
    if (size > MAX_ROW_BYTES) {
      throw permanent('invalid', `insert: row ${index + 1} has ${size} bytes; BigQuery takes 10 MB at most`);
    }
    if (chunk.length === MAX_ROWS || (chunk.length > 0 && bytes + size > MAX_BYTES)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(row);
    bytes += size;
    index++;
  }
  if (chunk.length > 0) yield chunk;
}

import { insertChunks } from '../bigquery/insertChunks.ts';
import type { InsertRow } from '../bigquery/tables.ts';
import { permanent } from '../failure/failure.ts';

/** BigQuery takes 10 MB a row (Quotas and limits: streaming inserts). */
const MAX_ROW_BYTES = 9_900_000;

/** Rows in portions that BigQuery takes in one call, each row with an ID that is the same whenever it is sent again. */
export const rowChunks = (
  rows: AsyncIterable<object> | Iterable<object>,
  idempotencyKey: string,
): AsyncGenerator<InsertRow[]> => insertChunks(withIds(rows, idempotencyKey));

async function* withIds(
  rows: AsyncIterable<object> | Iterable<object>,
  idempotencyKey: string,
): AsyncGenerator<InsertRow> {
  let index = 0;
  for await (const json of rows) {
    const row = { insertId: `${idempotencyKey}_${index}`, json };
    const size = Buffer.byteLength(JSON.stringify(row));
    if (size > MAX_ROW_BYTES) {
      throw permanent('invalid', `insert: row ${index + 1} has ${size} bytes; BigQuery takes 10 MB at most`);
    }
    yield row;
    index++;
  }
}

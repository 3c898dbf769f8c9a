import { createLike } from '../bigquery/createLike.ts';
import type { Deps } from '../deps/deps.ts';
import { permanent } from '../failure/failure.ts';
import { fullTableName, type TableName } from '../model/table.ts';

/** Makes a table with the columns, partitioning and clustering of its template, where there is none yet. */
export async function makeLike(table: TableName, template: TableName, { tables }: Pick<Deps, 'tables'>): Promise<void> {
  if (await tables.find(table)) return;
  const found = await tables.find(template);
  if (found === undefined) {
    throw permanent('notFound', `Template ${fullTableName(template)} does not exist; create it, or name another`);
  }
  await createLike(table, found, tables);
}

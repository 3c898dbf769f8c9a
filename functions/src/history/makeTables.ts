import { addMissingColumns } from '../bigquery/addMissingColumns.ts';
import type { Tables } from '../bigquery/tables.ts';
import { DAY_MS } from '../common/dayMs.ts';
import { sha256 } from '../common/sha256.ts';
import type { TableName } from '../model/table.ts';
import { fieldsOf } from './columns.ts';
import { HISTORY_TABLES, PARTITIONED_BY } from './historyTables.ts';
import { HISTORY_VIEWS } from './historyViews.ts';
import type { HistoryPlace } from './place.ts';

const LABEL = 'bqtail_layout';

/** The table that is written last, so that its label stands for all. */
const MARKED = 'process_history';

/**
 * Makes dataset, tables and views, adds columns that tables lack, and gives views their present SQL. One look at a label says
 * whether this version of bqtail, or an instance of it, has done so; `isDoubtful` looks at all of them nevertheless.
 */
export async function makeTables(
  place: HistoryPlace,
  tables: Tables,
  { isDoubtful }: { isDoubtful: boolean },
): Promise<void> {
  const { projectId, datasetId, location, days } = place;
  const named = (tableId: string): TableName => ({ projectId, datasetId, tableId });
  const layout = layoutHash(place);
  if (!isDoubtful && (await tables.find(named(MARKED)))?.labels?.[LABEL] === layout) return;
  await tables.ensureDataset({ projectId, datasetId }, location);
  const expirationMs = days * DAY_MS;
  for (const [name, { columns, description, clustering }] of Object.entries(HISTORY_TABLES)) {
    const fields = fieldsOf(columns);
    const timePartitioning = { type: 'DAY', field: PARTITIONED_BY, expirationMs: String(expirationMs) };
    const content = { fields, description, layout: { timePartitioning, clustering: { fields: [...clustering] } } };
    if ((await tables.create(named(name), content)) === 'existed') await addMissingColumns(named(name), fields, tables);
  }
  for (const { name, description, sql } of HISTORY_VIEWS) {
    await tables.createView(named(name), { sql: sql(quoted(place)), description });
  }
  const upkeep = { partitions: { field: PARTITIONED_BY, expirationMs } };
  for (const name of Object.keys(HISTORY_TABLES).filter((one) => one !== MARKED)) {
    await tables.setUpkeep(named(name), { ...upkeep, labels: {} });
  }
  await tables.setUpkeep(named(MARKED), { ...upkeep, labels: { [LABEL]: layout } });
}

const quoted =
  ({ projectId, datasetId }: HistoryPlace) =>
  (name: string): string =>
    `\`${projectId}.${datasetId}.${name}\``;

/** Differs wherever tables, views or the time that they are kept do. A label takes 63 lower-case letters, digits, _ and -. */
const layoutHash = (place: HistoryPlace): string =>
  sha256(
    JSON.stringify([HISTORY_TABLES, HISTORY_VIEWS.map(({ sql, ...view }) => [view, sql(quoted(place))]), place.days]),
    16,
  );

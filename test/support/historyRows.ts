import { HISTORY_TABLES, type HistoryTableName } from '../../functions/src/history/historyTables.ts';
import type { MemoryCloud } from './cloud/memoryCloud.ts';

type Row = Readonly<Record<string, unknown>>;

/** What a reader of the view of a history table sees: each outcome once, as it was recorded last. */
export function historyRows(cloud: MemoryCloud, table: HistoryTableName): Row[] {
  const { key } = HISTORY_TABLES[table];
  const latest = new Map<string, Row>();
  for (const row of cloud.rows(`${cloud.settings.historyDataset}.${table}`)) {
    const outcome = JSON.stringify(key.map((column) => row[column] ?? null));
    const known = latest.get(outcome);
    if (known === undefined || String(known['recorded']) <= String(row['recorded'])) latest.set(outcome, row);
  }
  return [...latest.values()];
}

/** BigQuery remembers insert IDs for about a minute, and promises nothing: from now on it forgets them at once. */
export function forgetInsertIds({ bigQuery, settings }: MemoryCloud): void {
  for (const table of bigQuery.tables.tablesOf(settings.historyDataset)) table.inserted = new Forgetful();
}

class Forgetful extends Map<string, number> {
  override has(): boolean {
    return false;
  }
}

import { DAY_MS } from '../common/dayMs.ts';
import type { Deps } from '../deps/deps.ts';
import { fullTableName, tableNameOf } from '../model/table.ts';
import { parseTable } from '../rule/destination.ts';
import { modificationsADay } from '../rule/modificationLimits.ts';
import { ownName } from '../rule/ownName.ts';
import { RuleError } from '../rule/ruleError.ts';
import type { TableReference } from '../rule/tableReference.ts';
import type { Item } from './item.ts';
import type { TableLimit } from './pace.ts';

/** What a replay asks of one table. */
export interface TableShare extends TableLimit {
  /** `project.dataset.table` */
  table: string;
  files: number;
  bytes: number;
  jobs: number;
  modifications: number;
}

/**
 * What a replay asks of each table, and how many modifications BigQuery takes of it still: a daily quota comes back bit by bit, so the
 * processes of the last 24 hours count. Files of one window are one modification.
 */
export async function tableShares(items: readonly Item[], deps: Deps): Promise<TableShare[]> {
  const tables = new Map<string, Omit<TableShare, keyof TableLimit>>();
  const groups = new Set<string>();
  for (const item of items) {
    const isNew = !groups.has(item.group);
    groups.add(item.group);
    for (const [table, count] of Object.entries(modifiedBy(item, deps))) {
      const known = tables.get(table) ?? { table, files: 0, bytes: 0, jobs: 0, modifications: 0 };
      tables.set(table, {
        table,
        files: known.files + item.files,
        bytes: known.bytes + item.bytes,
        jobs: known.jobs + (isNew ? item.jobs : 0),
        modifications: known.modifications + (isNew ? count : 0),
      });
    }
  }
  const shares: TableShare[] = [];
  for (const share of tables.values()) shares.push({ ...share, ...(await limitOf(share.table, deps)) });
  return shares;
}

/** Actions alone modify nothing that is counted here; the table is named all the same. */
function modifiedBy({ destination, modifications }: Item, { settings }: Deps): Item['modifications'] {
  if (Object.keys(modifications).length > 0) return modifications;
  const table = tableIn(destination);
  return table ? { [fullTableName(tableNameOf(table, settings.projectId))]: 0 } : {};
}

/** Undefined where the rule could not be carried out, and the destination is no table. */
function tableIn(destination: string): TableReference | undefined {
  try {
    const { partition: _, ...table } = parseTable(destination);
    return table;
  } catch (error) {
    if (error instanceof RuleError) return undefined;
    throw error;
  }
}

async function limitOf(table: string, deps: Deps): Promise<TableLimit> {
  const aDay = modificationsADay((await deps.tables.find(tableNameOf(parseTable(table), ''))) ?? {});
  const since = new Date(deps.clock.now().getTime() - DAY_MS);
  const used = await deps.register.countProcesses({ table: ownName(table, deps.settings.projectId), since }, aDay);
  return { aDay, left: aDay - used };
}

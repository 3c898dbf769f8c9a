import { messageOf } from '../../src/common/messageOf.ts';
import { fullTableName, type TableName } from '../../src/model/table.ts';
import { placeIn } from '../sql/placeIn.ts';
import type { KnownTable, SqlAnalysis, SqlReader } from '../sql/sqlReader.ts';
import type { DryRun, Sql } from './dryRun.ts';

/** What is known of tables where BigQuery cannot be asked. */
export interface LocalTables {
  /** Those that the process itself makes before the SQL runs, by `fullTableName`; undefined where nobody knows their columns. */
  own: ReadonlyMap<string, KnownTable | undefined>;
  find(table: TableName): Promise<KnownTable | undefined>;
}

/** What GoogleSQL's analyzer says of SQL that BigQuery cannot be asked about: one after the other, since each may change what the next finds. */
export async function localDryRuns(
  all: readonly Sql[],
  tables: LocalTables,
  openSqlReader: () => Promise<SqlReader>,
): Promise<Pick<DryRun, 'outcome' | 'message'>[]> {
  try {
    const reader = await openSqlReader();
    try {
      return await inOrder(all, tables, reader);
    } finally {
      await reader.close();
    }
  } catch (error) {
    return all.map(() => unknown(`it was not checked here either: ${messageOf(error)}`));
  }
}

const unknown = (message: string) => ({ outcome: 'unknown' as const, message });

async function inOrder(all: readonly Sql[], tables: LocalTables, reader: SqlReader) {
  const changed = new Set<string>();
  let isLost = false;
  const said: Pick<DryRun, 'outcome' | 'message'>[] = [];
  for (const { projectId, query } of all) {
    const { query: sql = '', useLegacySql = false, defaultDataset, destinationTable } = query;
    if (useLegacySql) {
      said.push(unknown('it was not checked here either: it is legacy SQL'));
      continue;
    }
    const fault = await reader.syntaxError(sql);
    const analysis = await reader.analyze(sql, {
      projectId,
      defaultDataset: defaultDataset as { projectId: string; datasetId: string } | undefined,
      async find(table) {
        const name = fullTableName(table);
        if (isLost || changed.has(name)) return undefined;
        return tables.own.has(name) ? tables.own.get(name) : tables.find(table);
      },
    });
    said.push(fault ? refused(fault.message, `${fault.line}:${fault.column}`) : sayingOf(analysis, sql));
    if (destinationTable) changed.add(fullTableName(destinationTable as TableName));
    for (const name of analysis.changed.keys()) changed.add(name);
    isLost ||= !analysis.isWhole && analysis.fault === undefined;
  }
  return said;
}

const refused = (message: string, place: string | undefined) => ({
  outcome: 'refused' as const,
  message: place === undefined ? message : `${message} at [${place}]`,
});

function sayingOf({ fault, unknown: missing, isWhole }: SqlAnalysis, sql: string): Pick<DryRun, 'outcome' | 'message'> {
  if (fault) return refused(fault.message, fault.at === undefined ? undefined : placeIn(sql, fault.at));
  if (missing.length > 0)
    return unknown(`its syntax is right; the columns of ${missing.map(fullTableName).join(', ')} are not known`);
  return unknown(isWhole ? 'its syntax, names and types are right' : 'its syntax is right');
}

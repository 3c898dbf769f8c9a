import type { Plan } from '../../src/model/plan.ts';
import { fullTableName, type TableField, type TableInfo, type TableName } from '../../src/model/table.ts';
import { tableSql } from '../../src/plan/move/quote.ts';
import { namedTable } from '../check/names/namedTable.ts';
import type { Reader } from '../cloud/reader.ts';
import { withoutPartition } from '../sql/movesOf.ts';
import type { KnownTable, SqlReader } from '../sql/sqlReader.ts';
import { tablesIn } from '../sql/tableSource.ts';
import { type DryRun, dryRuns } from './dryRun.ts';
import type { Explanation } from './explanation.ts';
import type { FilledAction } from './filledActions.ts';
import { type LocalTables, localDryRuns } from './localDryRun.ts';
import type { Missing } from './missingTables.ts';

interface Known {
  plan: Plan;
  missing: readonly Missing[];
  /** undefined where BigQuery cannot be asked. */
  reader: Reader | undefined;
  /** The tables that the plan names and that there are, by `fullTableName`. */
  tables: ReadonlyMap<string, TableInfo>;
  /** Whoever reads SQL where BigQuery cannot be asked. */
  openSqlReader?: (() => Promise<SqlReader>) | undefined;
}

/** What BigQuery, or else GoogleSQL's analyzer, says of the SQL that a process would run: that of its moves, and that of its actions. */
export function dryRunsOf(explanation: Explanation, known: Known): Promise<DryRun[]> {
  const { plan, missing, reader, openSqlReader } = known;
  const { jobs, temporaryTable, onSuccess, onBadFiles } = explanation;
  const transient = plan.ingestion?.transient;
  const standIn = transient && { table: transient.move.source, columns: temporaryTable?.columns ?? [] };
  const moves = jobs.flatMap(({ step, purpose, projectId, configuration: { query } }) =>
    query ? [{ of: `step ${step}, ${purpose}`, projectId, query }] : [],
  );
  const own = plan.ingestion?.projectId ?? '';
  const actions = [...sqlOf('OnSuccess', onSuccess), ...sqlOf('OnBadFiles', onBadFiles)].map(({ of, ...query }) => ({
    ...{ of, projectId: own, query },
  }));
  const notYet = missing.filter(({ isFatal }) => !isFatal).map(({ name }) => quotedName(name));
  // Rows are parted after they were put into a table of their own.
  const parted = transient?.move.split
    ? [tableSql({ ...transient.move.source, tableId: `${transient.move.source.tableId}_split` })]
    : [];
  const local = { own: ownTables(explanation, known), find: reader ? findIn(reader) : async () => undefined };
  return dryRuns([...moves, ...actions], {
    ...{ reader, standIn, notYet: [...notYet, ...parted] },
    lookHere: openSqlReader && ((all) => localDryRuns(all, local, openSqlReader)),
  });
}

/** The temporary table, and destinations that are not there yet. */
function ownTables(
  { temporaryTable, onSuccess, onBadFiles }: Explanation,
  { plan: { ingestion }, tables, reader }: Known,
): LocalTables['own'] {
  const own = new Map<string, KnownTable | undefined>();
  if (ingestion === undefined) return own;
  const { load, template, transient, destinations, recovery } = ingestion;
  // What the files bring, or Transform computes, may become a column.
  const isOpen = recovery.addsFields || load.schemaUpdateOptions !== undefined || transient?.move.allowFieldAddition;
  const known = (fields: readonly TableField[] | undefined): KnownTable | undefined =>
    fields && fields.length > 0 && !isOpen ? { fields, isByIngestionTime: true } : undefined;
  if (temporaryTable) own.set(temporaryTable.name, known(temporaryTable.columns));
  const like = template && tables.get(fullTableName(template))?.fields;
  const written = load.autodetect || transient ? undefined : (load.schema?.fields as TableField[] | undefined);
  for (const table of destinations.map(withoutPartition)) {
    const name = fullTableName(table);
    if (!tables.has(name)) own.set(name, reader ? known(like ?? written) : undefined);
  }
  for (const name of madeBy([...onSuccess, ...onBadFiles], ingestion.projectId)) own.set(name, undefined);
  return own;
}

/** Tables that actions make anew or drop. */
const madeBy = (actions: readonly FilledAction[], projectId: string): string[] =>
  actions.flatMap(({ Request = {}, OnSuccess = [] }) => {
    const { Dest, Table } = Request as { Dest?: unknown; Table?: unknown };
    const names = [Dest, Table].flatMap((text) =>
      typeof text === 'string' ? (namedTable(text, {}, projectId) ?? []) : [],
    );
    return [...names.map(fullTableName), ...madeBy(OnSuccess, projectId)];
  });

const findIn =
  (reader: Reader) =>
  async (table: TableName): Promise<KnownTable | undefined> => {
    const found = await tablesIn(reader, { isWhole: false })(table);
    return found === 'missing' ? undefined : found;
  };

const quotedName = (name: string): string => {
  const [projectId = '', datasetId = '', ...rest] = name.split('.');
  return tableSql({ projectId, datasetId, tableId: rest.join('.') });
};

interface ActionSql {
  of: string;
  query: string;
  useLegacySql: boolean;
}

const sqlOf = (list: string, actions: readonly FilledAction[]): ActionSql[] =>
  actions.flatMap(({ Action, Request = {}, OnSuccess = [] }, index) => {
    const of = `${list}[${index}]`;
    const { SQL, UseLegacy } = Request as { SQL?: unknown; UseLegacy?: unknown };
    const own =
      typeof SQL === 'string' ? [{ of: `${of}, ${Action}`, query: SQL, useLegacySql: UseLegacy === true }] : [];
    return [...own, ...sqlOf(`${of}.OnSuccess`, OnSuccess)];
  });

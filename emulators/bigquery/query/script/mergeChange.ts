import type { RowProto } from '../../../googlesql/messages.ts';
import { child, flatten, rangeOf } from '../../../googlesql/nodes.ts';
import { sourceOf } from '../../../googlesql/source.ts';
import type { Session } from '../../engine/session.ts';
import type { BoundTable } from '../../evaluation/boundTable.ts';
import { quoted, ROW } from '../../evaluation/prepareStatement.ts';
import { stageRows } from '../../evaluation/stageRows.ts';
import type { Field } from '../../schema/field.ts';
import { quoteName } from '../../schema/names.ts';
import { typeName } from '../../schema/typeName.ts';
import { SqlError } from '../../sql/model/errors.ts';
import type { DmlChange } from '../../sql/model/types.ts';
import type { Change } from './change.ts';
import { aliasOf, type Clause, clausesOf } from './mergeClauses.ts';
import { resultOfText, rowsOfText, SOURCE, TARGET } from './rowsOfText.ts';

/**
 * MERGE. Its source is computed and laid aside; a join says which rows match. Then a query for each of the three cases says which WHEN is the
 * first to hold for a row, and what it writes; DuckDB writes that, clause by clause.
 */
export async function mergeChange(change: Change, session: Session): Promise<DmlChange> {
  const source = await layAside(change, session);
  const pairs = await matching(change, source, session);
  const clauses = clausesOf(change, source.fields);
  const merge = { change, session, clauses, source, pairs };
  const matched = await decide(merge, 'MATCHED');
  const alone = await decide(merge, 'NOT_MATCHED_BY_SOURCE');
  const added = await decide(merge, 'NOT_MATCHED_BY_TARGET');
  requireOneMatch(matched.rows);
  const counts = { INSERT: 0, UPDATE: 0, DELETE: 0 };
  for (const decision of [matched, alone, added]) {
    for (const [index, clause] of decision.clauses.entries()) {
      counts[clause.action] += await session.run(clauseSql(clause, { index, table: change.sql, ...decision }));
    }
  }
  return {
    insertedRowCount: String(counts.INSERT),
    updatedRowCount: String(counts.UPDATE),
    deletedRowCount: String(counts.DELETE),
  };
}

const integer = (name: string): Field => ({ name, type: 'INTEGER', mode: 'NULLABLE' });
const ROW_FIELD = integer(ROW);

interface Source extends BoundTable {
  /** The temporary table that the rows are in, for DuckDB. */
  staged: string;
}

async function layAside(change: Change, session: Session): Promise<Source> {
  const { statement } = change;
  const node = child(flatten(statement.node), 'tableExpression') ?? flatten({});
  const { start, end } = rangeOf(node);
  const alias = node['alias'];
  const written = statement.source.slice({ start, end: alias ? rangeOf(alias).start : end });
  const { fields, rows } = await resultOfText(change, {
    source: sourceOf(`SELECT * FROM ${written}`),
    session,
    tables: new Map(),
  });
  const staged = await stageRows(session, fields, rows);
  const source = async (): Promise<string> => `(SELECT *, rowid AS ${quoteName(ROW)} FROM ${staged})`;
  return { name: SOURCE, fields, hidden: [ROW_FIELD], source, staged };
}

/** The rows of the target and of the source that match, in a temporary table of `target` and `source`. */
async function matching(change: Change, source: Source, session: Session): Promise<string> {
  const { statement, target } = change;
  const node = flatten(statement.node);
  const names = namesIn(change);
  const condition = statement.source.slice(rangeOf(node['mergeCondition']));
  const text = `SELECT ${names.target}.${quoted(ROW)} AS target, ${names.source}.${quoted(ROW)} AS source
FROM ${TARGET} AS ${names.target} JOIN ${SOURCE} AS ${names.source} ON ${condition}`;
  const tables = new Map<string, BoundTable>([
    [TARGET, target],
    [SOURCE, source],
  ]);
  const rows = await rowsOfText(change, { source: sourceOf(text), session, tables });
  return stageRows(session, [integer('target'), integer('source')], rows);
}

/** What the statement calls its tables, quoted. */
function namesIn({ statement, target }: Change): { target: string; source: string } {
  const node = flatten(statement.node);
  const expression = child(node, 'tableExpression') ?? flatten({});
  return {
    target: quoted(aliasOf(node, 'targetPath') ?? target.name),
    source: quoted(aliasOf(expression, 'pathExpr') ?? SOURCE),
  };
}

interface Merge {
  change: Change;
  session: Session;
  clauses: readonly Clause[];
  source: Source;
  pairs: string;
}

interface Decision {
  clauses: readonly Clause[];
  fields: readonly Field[];
  rows: readonly RowProto[];
  staged: string;
}

/** For each row of one of the three cases, which of its clauses holds, and what that writes. */
async function decide(merge: Merge, when: Clause['when']): Promise<Decision> {
  const { change, session } = merge;
  const clauses = merge.clauses.filter((clause) => clause.when === when);
  const fields = change.target.fields
    .filter(({ name }) => clauses.some(({ values }) => values.has(name.toUpperCase())))
    .map((field): Field => (field.mode === 'REQUIRED' ? { ...field, mode: 'NULLABLE' } : field));
  if (clauses.length === 0) return { clauses, fields, rows: [], staged: '' };
  const { from, row, tables } = rowsOfCase(merge, when);
  const conditions = clauses.map(({ condition }, index) => `WHEN ${condition ?? 'TRUE'} THEN ${index}`);
  const action = `CASE ${conditions.join(' ')} END`;
  const values = fields.map((field) => valueSql(field, { clauses, action }));
  const text = `SELECT ${[row, `${action} AS action`, ...values].join(', ')} FROM ${from}`;
  const rows = await rowsOfText(change, { source: sourceOf(text), session, tables });
  const decided = rows.filter(({ cell }) => cell[1]?.int64Value !== undefined);
  return {
    clauses,
    fields,
    rows: decided,
    staged: await stageRows(session, [ROW_FIELD, integer('action'), ...fields], decided),
  };
}

function valueSql(field: Field, { clauses, action }: { clauses: readonly Clause[]; action: string }): string {
  const branches = clauses.flatMap(({ values }, index) => {
    const text = values.get(field.name.toUpperCase());
    return text === undefined ? [] : [`WHEN ${index} THEN CAST((${text}) AS ${typeName(field)})`];
  });
  return `CASE ${action} ${branches.join(' ')} END AS ${quoted(field.name)}`;
}

/** What a case reads, and the number of the row that it writes; a row that is inserted has none. */
function rowsOfCase(
  { change, source, pairs }: Merge,
  when: Clause['when'],
): { from: string; row: string; tables: Map<string, BoundTable> } {
  const names = namesIn(change);
  const { target } = change;
  const without = (table: BoundTable, column: string): BoundTable => ({
    ...table,
    source: async (session) =>
      `(SELECT * FROM ${await table.source(session)} WHERE ${quoteName(ROW)} NOT IN (SELECT ${column} FROM ${pairs}))`,
  });
  if (when === 'NOT_MATCHED_BY_TARGET') {
    const tables = new Map([[SOURCE, without(source, 'source')]]);
    return { from: `${SOURCE} AS ${names.source}`, row: `NULL AS ${quoted(ROW)}`, tables };
  }
  const row = `${names.target}.${quoted(ROW)} AS ${quoted(ROW)}`;
  if (when === 'NOT_MATCHED_BY_SOURCE')
    return { from: `${TARGET} AS ${names.target}`, row, tables: new Map([[TARGET, without(target, 'target')]]) };
  const condition = change.statement.source.slice(rangeOf(flatten(change.statement.node)['mergeCondition']));
  const from = `${TARGET} AS ${names.target} JOIN ${SOURCE} AS ${names.source} ON ${condition}`;
  const tables = new Map<string, BoundTable>([
    [TARGET, target],
    [SOURCE, source],
  ]);
  return { from, row, tables };
}

/** @throws SqlError, BigQuery's, where several rows of the source would change one row */
function requireOneMatch(rows: readonly RowProto[]): void {
  const seen = new Set(rows.map(({ cell }) => cell[0]?.int64Value));
  if (seen.size < rows.length) throw new SqlError('UPDATE/MERGE must match at most one source row for each target row');
}

function clauseSql({ action, values }: Clause, decision: Decision & { index: number; table: string }): string {
  const { index, staged, fields, table } = decision;
  const columns = fields.filter(({ name }) => values.has(name.toUpperCase())).map(({ name }) => quoteName(name));
  if (action === 'INSERT')
    return `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM ${staged} WHERE action = ${index}`;
  const where = `${table}.rowid = decided.${quoteName(ROW)} AND decided.action = ${index}`;
  if (action === 'DELETE') return `DELETE FROM ${table} USING ${staged} AS decided WHERE ${where}`;
  const set = columns.map((column) => `${column} = decided.${column}`).join(', ');
  return `UPDATE ${table} SET ${set} FROM ${staged} AS decided WHERE ${where}`;
}

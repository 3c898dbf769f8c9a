import type { Node } from '../../../googlesql/messages.ts';
import { child, type Flat, flatten, rangeOf } from '../../../googlesql/nodes.ts';
import { sourceOf } from '../../../googlesql/source.ts';
import type { Session } from '../../engine/session.ts';
import type { BoundTable } from '../../evaluation/boundTable.ts';
import { quoted, ROW } from '../../evaluation/prepareStatement.ts';
import { type Field, nullable } from '../../schema/field.ts';
import { quoteName } from '../../schema/names.ts';
import { typeName } from '../../schema/typeName.ts';
import type { Change } from './change.ts';
import { aliasOf, type Clause, clausesOf } from './mergeClauses.ts';
import { requireOneMatch } from './requireOneMatch.ts';
import { rowsOfText, SOURCE, TARGET } from './rowsOfText.ts';
import type { DmlChange } from './statement.ts';

/**
 * MERGE. Its source is computed and laid aside; a join says which rows match. Then a query for each of the three cases says which WHEN is the
 * first to hold for a row, and what it writes; DuckDB writes that, clause by clause.
 */
export async function mergeChange(change: Change, session: Session): Promise<DmlChange> {
  const source = await sourceRows(change, session);
  const pairs = await matching(change, source, session);
  const clauses = clausesOf(change, source.fields);
  const merge = { change, session, clauses, source, pairs };
  const matched = await decide(merge, 'MATCHED');
  const alone = await decide(merge, 'NOT_MATCHED_BY_SOURCE');
  const added = await decide(merge, 'NOT_MATCHED_BY_TARGET');
  if (matched.clauses.length > 0) await requireOneMatch(session, matched.decided);
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

async function sourceRows(change: Change, session: Session): Promise<Source> {
  const { statement } = change;
  const node = child(flatten(statement.node), 'tableExpression') ?? flatten({});
  const { fields, table: staged } = await rowsOfText(change, {
    source: sourceOf(sourceText(node, statement.source)),
    session,
    tables: new Map(),
  });
  const source = async (): Promise<string> => `(SELECT *, rowid AS ${quoteName(ROW)} FROM ${staged})`;
  return { name: SOURCE, fields, hidden: [ROW_FIELD], source, staged };
}

/** The elements of an array go on under their name, as a column. */
function sourceText(node: Flat, source: Change['statement']['source']): string {
  const { start, end } = rangeOf(node);
  const { alias } = node;
  const name = elementName(node);
  if (name !== undefined) return `SELECT ${name} FROM ${source.slice({ start, end })}`;
  return `SELECT * FROM ${source.slice({ start, end: alias ? rangeOf(alias as Node).start : end })}`;
}

/** What UNNEST calls its elements; undefined for other sources. */
function elementName(node: Flat): string | undefined {
  const name = child(node, 'unnestExpr') && aliasOf(node, 'pathExpr');
  return name === undefined ? undefined : quoted(name);
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
  return (await rowsOfText(change, { source: sourceOf(text), session, tables })).table;
}

/** What the statement calls its tables, quoted. */
function namesIn({ statement, target }: Change): { target: string; source: string } {
  const node = flatten(statement.node);
  const expression = child(node, 'tableExpression') ?? flatten({});
  return {
    target: quoted(aliasOf(node, 'targetPath') ?? target.name),
    source: quoted(elementName(expression) === undefined ? (aliasOf(expression, 'pathExpr') ?? SOURCE) : SOURCE),
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
  /** What DuckDB reads of it: a row's number, the clause that holds for it, and what the row becomes. */
  decided: string;
}

/** For each row of one of the three cases, which of its clauses holds, and what that writes. */
async function decide(merge: Merge, when: Clause['when']): Promise<Decision> {
  const { change, session } = merge;
  const clauses = merge.clauses.filter((clause) => clause.when === when);
  const fields = change.target.fields
    .filter(({ name }) => clauses.some(({ values }) => values.has(name.toUpperCase())))
    .map(nullable);
  if (clauses.length === 0) return { clauses, fields, decided: '' };
  const { from, row, tables } = rowsOfCase(merge, when);
  const conditions = clauses.map(({ condition }, index) => `WHEN ${condition ?? 'TRUE'} THEN ${index}`);
  const action = `CASE ${conditions.join(' ')} END`;
  const values = fields.map((field) => valueSql(field, { clauses, action }));
  const text = `SELECT ${[row, `${action} AS action`, ...values].join(', ')} FROM ${from}`;
  const { table } = await rowsOfText(change, { source: sourceOf(text), session, tables });
  return { clauses, fields, decided: `(SELECT * FROM ${table} WHERE action IS NOT NULL)` };
}

function valueSql(field: Field, { clauses, action }: { clauses: readonly Clause[]; action: string }): string {
  const branches = clauses.flatMap(({ values }, index) => {
    const text = values.get(field.name.toUpperCase());
    return text === undefined ? [] : [`WHEN ${index} THEN CAST((${text}) AS ${typeName(field, quoted)})`];
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

function clauseSql({ action, values }: Clause, decision: Decision & { index: number; table: string }): string {
  const { index, decided, fields, table } = decision;
  const columns = fields.filter(({ name }) => values.has(name.toUpperCase())).map(({ name }) => quoteName(name));
  if (action === 'INSERT')
    return `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM ${decided} WHERE action = ${index}`;
  const where = `${table}.rowid = decided.${quoteName(ROW)} AND decided.action = ${index}`;
  if (action === 'DELETE') return `DELETE FROM ${table} USING ${decided} AS decided WHERE ${where}`;
  const set = columns.map((column) => `${column} = decided.${column}`).join(', ');
  return `UPDATE ${table} SET ${set} FROM ${decided} AS decided WHERE ${where}`;
}

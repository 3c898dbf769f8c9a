import type { ModifiedRow, Node } from '../../../googlesql/messages.ts';
import { child, descend, flatten, namesOf } from '../../../googlesql/nodes.ts';
import type { Session } from '../../engine/session.ts';
import { evaluateChange, NotEvaluated } from '../../evaluation/evaluateStatement.ts';
import { prepareStatement, ROW } from '../../evaluation/prepareStatement.ts';
import { stageRows } from '../../evaluation/stageRows.ts';
import type { Field } from '../../schema/field.ts';
import { quoteName, sqlName, takeApart } from '../../schema/names.ts';
import { SqlError } from '../../sql/model/errors.ts';
import type { DmlChange, DmlKind, Statement, TableId } from '../../sql/model/types.ts';
import type { Change } from './change.ts';
import { deleteChange } from './deleteChange.ts';
import { mergeChange } from './mergeChange.ts';
import { onEngine } from './onEngine.ts';
import type { Placed, Running } from './scriptRun.ts';
import { tableIdOfNames } from './tableIdOfNames.ts';

const KINDS: Readonly<Record<string, DmlKind>> = {
  InsertStatement: 'INSERT',
  UpdateStatement: 'UPDATE',
  DeleteStatement: 'DELETE',
  MergeStatement: 'MERGE',
  TruncateStatement: 'TRUNCATE_TABLE',
};

/** INSERT, UPDATE, DELETE, MERGE, TRUNCATE: analyzed now, evaluated when the table's turn to be written comes. */
export async function changeOf(statement: Placed, running: Running): Promise<Statement> {
  const node = flatten(statement.node);
  const kind = KINDS[node.kind] ?? 'INSERT';
  const path = child(node, 'targetPath') ?? flatten({});
  const table = targetOf(namesOf(path), running);
  const preparing = running.run.preparing(running.state);
  const prepared = await prepareStatement(statement, preparing);
  const target = prepared.tables.find(({ isTarget }) => isTarget);
  if (!target) throw new SqlError(`Not found: Table ${namesOf(path).join('.')}`, undefined, 'notFound');
  const change = { statement, prepared, target, running, sql: table.sql, kind };
  return {
    kind,
    target: table.id,
    sql: '',
    apply: async () => {
      try {
        return await apply(change, running.run.session);
      } catch (error) {
        if (!(error instanceof NotEvaluated)) throw error;
        return (await onEngine(statement, running)).sql;
      }
    },
  };
}

function targetOf(names: readonly string[], { run, state }: Running): { id: TableId; sql: string } {
  const [name = '', more] = names;
  if (more === undefined && state.temporaryTables.has(name.toUpperCase()))
    return { id: { projectId: '', datasetId: '', tableId: name }, sql: `temp.main.${quoteName(name)}` };
  const id = tableIdOfNames(names, run.translate);
  return { id, sql: sqlName(takeApart(id).table) };
}

async function apply(change: Change, session: Session): Promise<DmlChange> {
  const { kind, sql, statement } = change;
  // The evaluator knows no defaults.
  if ([...descend(statement.node)].some((part) => part.kind === 'DefaultLiteral')) throw new NotEvaluated();
  switch (kind) {
    case 'TRUNCATE_TABLE':
      return { deletedRowCount: String(await session.run(`DELETE FROM ${sql}`)) };
    case 'INSERT':
      return insert(change, session);
    case 'MERGE':
      return mergeChange(change, session);
    case 'DELETE':
      return deleteChange(change, session);
    default:
      return update(change, session);
  }
}

/** The columns that the statement does not name are left to their defaults. */
async function insert({ prepared, target, running, sql }: Change, session: Session): Promise<DmlChange> {
  const modified = await evaluateChange(prepared, running.run);
  const named = columnsOf(flatten(prepared.resolved)['insertColumnList']);
  const all = [...target.fields, ...target.hidden];
  const positions = all
    .map((_field, index) => index)
    .filter((index) => named.has((all[index]?.name ?? '').toUpperCase()));
  const fields = positions.flatMap((index) => all[index] ?? []);
  const rows = modified.map(({ cell = [] }) => ({ cell: positions.map((index) => cell[index] ?? {}) }));
  const staged = await stageRows(session, fields.map(nullable), rows);
  const columns = fields.map(({ name }) => quoteName(name)).join(', ');
  return { insertedRowCount: String(await session.run(`INSERT INTO ${sql} (${columns}) SELECT * FROM ${staged}`)) };
}

const columnsOf = (list: unknown): Set<string> =>
  new Set(((list ?? []) as { name?: string }[]).map(({ name = '' }) => name.toUpperCase()));

/** The table itself refuses NULL, in its own words. */
const nullable = (field: Field): Field => (field.mode === 'REQUIRED' ? { ...field, mode: 'NULLABLE' } : field);

/** UPDATE: rows are known by DuckDB's rowid, which the statement is made to read. */
async function update({ statement, running, target, sql }: Change, session: Session): Promise<DmlChange> {
  const { run, state } = running;
  const prepared = await prepareStatement({ ...statement, findsRows: true }, run.preparing(state));
  const set = columnsSet(prepared.resolved);
  const modified = await evaluateChange(prepared, run);
  const fields = target.fields.filter(({ name }) => set.has(name.toUpperCase()));
  const rows = modified.map((row) => ({
    cell: [rowOf(row), ...fields.map((field) => row.cell?.[target.fields.indexOf(field)] ?? {})],
  }));
  const staged = await stageRows(
    session,
    [{ name: ROW, type: 'INTEGER', mode: 'NULLABLE' }, ...fields.map(nullable)],
    rows,
  );
  const assignments = fields.map(({ name }) => `${quoteName(name)} = staged.${quoteName(name)}`).join(', ');
  const count = await session.run(
    `UPDATE ${sql} SET ${assignments} FROM ${staged} AS staged WHERE ${sql}.rowid = staged.${quoteName(ROW)}`,
  );
  return { updatedRowCount: String(count) };
}

const rowOf = ({ oldPrimaryKey = [] }: ModifiedRow) => oldPrimaryKey[0] ?? {};

/** The names of the columns that an UPDATE sets, or fields of which it sets. */
function columnsSet(resolved: Node): Set<string> {
  const items = (flatten(resolved)['updateItemList'] ?? []) as Node[];
  const names = new Set<string>();
  for (const item of items) {
    let node = child(item, 'target');
    while (node && node.kind !== 'ColumnRef') node = child(node, 'expr');
    const column = node?.['column'];
    names.add(String((column as { name?: string } | undefined)?.name).toUpperCase());
  }
  return names;
}

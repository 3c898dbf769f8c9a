import type { ModifiedRow, Node } from '../../../googlesql/messages.ts';
import { child, flatten, namesOf } from '../../../googlesql/nodes.ts';
import type { Session } from '../../engine/session.ts';
import { SqlError } from '../../errors/sqlError.ts';
import { evaluateChange, NotEvaluated } from '../../evaluation/evaluateStatement.ts';
import { prepareStatement, ROW } from '../../evaluation/prepareStatement.ts';
import { stageRows } from '../../evaluation/stageRows.ts';
import { nullable } from '../../schema/field.ts';
import { quoteName, sqlName, takeApart } from '../../schema/names.ts';
import type { Change } from './change.ts';
import { deleteChange } from './deleteChange.ts';
import { insertChange } from './insertChange.ts';
import { mergeChange } from './mergeChange.ts';
import type { Placed, Running } from './scriptRun.ts';
import type { DmlChange, DmlKind, Statement, TableId } from './statement.ts';
import { tableIdOfNames } from './tableIdOfNames.ts';
import { updateChange } from './updateChange.ts';
import { withDefaults } from './withDefaults.ts';

const KINDS: Readonly<Record<string, DmlKind>> = {
  InsertStatement: 'INSERT',
  UpdateStatement: 'UPDATE',
  DeleteStatement: 'DELETE',
  MergeStatement: 'MERGE',
  TruncateStatement: 'TRUNCATE_TABLE',
};

/** INSERT, UPDATE, DELETE, MERGE, TRUNCATE: analyzed now, evaluated when the table's turn to be written comes. */
export async function changeOf(written: Placed, running: Running): Promise<Statement> {
  const node = flatten(written.node);
  const kind = KINDS[node.kind] ?? 'INSERT';
  const path = child(node, 'targetPath') ?? flatten({});
  const table = targetOf(namesOf(path), running);
  const preparing = running.run.preparing(running.state);
  const fields = (await preparing.bind(namesOf(path), true)).fields;
  const statement = await withDefaults(written, fields, running);
  const prepared = await prepareStatement(statement, preparing);
  const target = prepared.tables.find(({ isTarget }) => isTarget);
  if (!target) throw new SqlError(`Not found: Table ${namesOf(path).join('.')}`, undefined, 'notFound');
  const change = { statement, prepared, target, running, sql: table.sql, kind };
  return { kind, target: table.id, apply: () => apply(change, running.run.session) };
}

function targetOf(names: readonly string[], { run, state }: Running): { id: TableId; sql: string } {
  const [name = '', more] = names;
  if (more === undefined && state.temporaryTables.has(name.toUpperCase()))
    return { id: { projectId: '', datasetId: '', tableId: name }, sql: `temp.main.${quoteName(name)}` };
  const id = tableIdOfNames(names, run.names);
  return { id, sql: sqlName(takeApart(id).table) };
}

async function apply(change: Change, session: Session): Promise<DmlChange> {
  const { kind, sql } = change;
  switch (kind) {
    case 'TRUNCATE_TABLE':
      return { deletedRowCount: String(await session.run(`DELETE FROM ${sql}`)) };
    case 'INSERT':
      return insertChange(change, session);
    case 'MERGE':
      return mergeChange(change, session);
    case 'DELETE':
      return deleteChange(change, session);
    default:
      return update(change, session).catch((error: unknown) => {
        if (!(error instanceof NotEvaluated)) throw error;
        return updateChange(change, session);
      });
  }
}

/** UPDATE: rows are known by DuckDB's rowid, which the statement is made to read. */
async function update({ statement, running, target, sql }: Change, session: Session): Promise<DmlChange> {
  const { run, state } = running;
  const prepared = await prepareStatement({ ...statement, findsRows: true }, run.preparing(state));
  const set = columnsSet(prepared.resolved);
  const modified = await evaluateChange(prepared, { ...run, session });
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

import type { Merge, MergeBranch } from '../model/statementAst.ts';
import type { Cursor } from './cursor.ts';
import { assignments, columnList, row, targetAlias } from './dml.ts';
import { fromClause } from './from.ts';
import { tablePath } from './tablePath.ts';

/** MERGE [INTO] target [alias] USING source ON condition WHEN … */
export function merge(cursor: Cursor): Merge {
  const { line, column } = cursor.expect('MERGE');
  cursor.accept('INTO');
  const target = tablePath(cursor);
  const alias = targetAlias(cursor);
  cursor.expect('USING');
  const source = fromClause(cursor);
  cursor.expect('ON');
  const on = cursor.grammar.expression(cursor);
  const branches: MergeBranch[] = [];
  while (cursor.accept('WHEN')) branches.push(branch(cursor));
  if (branches.length === 0) throw cursor.expected('keyword WHEN');
  return { kind: 'merge', target, ...alias, source, on, branches, line, column };
}

function branch(cursor: Cursor): MergeBranch {
  const when = branchKind(cursor);
  const condition = cursor.accept('AND') ? cursor.grammar.expression(cursor) : undefined;
  cursor.expect('THEN');
  return { when, ...(condition ? { condition } : {}), action: action(cursor, when) };
}

function branchKind(cursor: Cursor): MergeBranch['when'] {
  if (cursor.accept('MATCHED')) return 'MATCHED';
  cursor.expect('NOT', 'MATCHED');
  if (!cursor.accept('BY')) return 'NOT MATCHED';
  const by = cursor.acceptAny('TARGET', 'SOURCE');
  if (!by) throw cursor.expected('keyword SOURCE or keyword TARGET');
  return by === 'TARGET' ? 'NOT MATCHED' : 'NOT MATCHED BY SOURCE';
}

function action(cursor: Cursor, when: MergeBranch['when']): MergeBranch['action'] {
  if (when === 'NOT MATCHED') return insertAction(cursor);
  if (cursor.accept('DELETE')) return { kind: 'delete' };
  cursor.expect('UPDATE');
  return { kind: 'update', set: assignments(cursor) };
}

function insertAction(cursor: Cursor): MergeBranch['action'] {
  cursor.expect('INSERT');
  const columns = cursor.is('(') ? columnList(cursor) : undefined;
  const named = columns ? { columns } : {};
  if (cursor.accept('ROW')) return { kind: 'insert', ...named };
  cursor.expect('VALUES');
  return { kind: 'insert', ...named, values: row(cursor) };
}

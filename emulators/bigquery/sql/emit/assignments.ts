import { quoteName } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import { type Position, SqlError } from '../model/errors.ts';
import type { Assigned, Assignment } from '../model/statementAst.ts';
import { positional } from './positional.ts';

interface Change {
  path: readonly string[];
  value: Assigned;
}

/** `"a" = …, "b" = struct_update("t"."b", …)`: fields of records are set by making the whole record anew. */
export function assignmentsSql(set: readonly Assignment[], alias: string, at: Position, emit: Emission): string {
  const columns = new Map<string, Change[]>();
  for (const { path, value } of set) {
    const qualified = path.length > 1 && path[0]?.toUpperCase() === alias.toUpperCase();
    const [column = '', ...field] = qualified ? path.slice(1) : path;
    columns.set(column, [...(columns.get(column) ?? []), { path: field, value }]);
  }
  return [...columns]
    .map(([column, changes]) => `${quoteName(column)} = ${changedSql([alias, column], changes, at, emit)}`)
    .join(', ');
}

function changedSql(record: readonly string[], changes: readonly Change[], at: Position, emit: Emission): string {
  const [first, ...others] = changes;
  if (first && first.path.length === 0) {
    if (others.length > 0) throw new SqlError(`Update item ${record.at(-1)} assigned more than once`, at);
    return assignedSql(first.value, emit);
  }
  const fields = Map.groupBy(changes, ({ path }) => path[0] ?? '');
  const updated = [...fields].map(([name, inner]) => {
    const deeper = inner.map(({ path, value }) => ({ path: path.slice(1), value }));
    return `${quoteName(name)} := ${changedSql([...record, name], deeper, at, emit)}`;
  });
  return `struct_update(${record.map(quoteName).join('.')}, ${updated.join(', ')})`;
}

export const assignedSql = (value: Assigned, emit: Emission): string =>
  value ? emit.expression(positional(value)) : 'DEFAULT';

import type { Pivot, Unpivot } from '../model/ast.ts';
import type { Cursor } from './cursor.ts';

/** PIVOT(aggregate [AS alias], … FOR input IN (value [AS alias], …)) */
export function pivotClause(cursor: Cursor): Pivot {
  return cursor.parenthesized(() => {
    const aggregates = cursor.list(() => ({ call: cursor.grammar.expression(cursor), ...optionalAlias(cursor) }));
    cursor.expect('FOR');
    // the input is parsed only as far as IN, which would otherwise be taken for the operator
    const input = columnPath(cursor);
    cursor.expect('IN');
    const values = cursor.parenthesized(() =>
      cursor.list(() => ({ value: cursor.grammar.expression(cursor), ...optionalAlias(cursor) })),
    );
    return { aggregates, input, values };
  });
}

function columnPath(cursor: Cursor): Pivot['input'] {
  const { text, line, column } = cursor.name();
  let path: Pivot['input'] = { kind: 'name', name: text, line, column };
  while (cursor.accept('.')) path = { kind: 'field', of: path, name: cursor.anyName().text, line, column };
  return path;
}

function optionalAlias(cursor: Cursor): { alias?: string } {
  if (cursor.accept('AS')) return { alias: cursor.name().text };
  return cursor.isName() ? { alias: cursor.name().text } : {};
}

/** UNPIVOT [INCLUDE NULLS](value FOR name IN (column [AS label], …)), also with several values at once. */
export function unpivotClause(cursor: Cursor): Unpivot {
  const includeNulls = cursor.accept('INCLUDE', 'NULLS');
  if (!includeNulls) cursor.accept('EXCLUDE', 'NULLS');
  return cursor.parenthesized(() => {
    const values = names(cursor);
    cursor.expect('FOR');
    const name = cursor.name().text;
    cursor.expect('IN');
    const columns = cursor.parenthesized(() =>
      cursor.list(() => {
        const columnNames = names(cursor);
        const label =
          cursor.accept('AS') || cursor.token.kind === 'string' ? cursor.grammar.expression(cursor) : undefined;
        return { names: columnNames, ...(label ? { label } : {}) };
      }),
    );
    return { includeNulls, values, name, columns };
  });
}

const names = (cursor: Cursor): string[] =>
  cursor.is('(') ? cursor.parenthesized(() => cursor.list(() => cursor.name().text)) : [cursor.name().text];

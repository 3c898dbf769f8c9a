import type { JoinKind, Source } from '../model/ast.ts';
import { unsupportedSql } from '../model/errors.ts';
import type { Cursor } from './cursor.ts';
import { pivotClause, unpivotClause } from './pivot.ts';
import { startsQuery } from './startsQuery.ts';
import { tablePath } from './tablePath.ts';

/** What stands after FROM: sources, joined by commas and JOINs. */
export function fromClause(cursor: Cursor): Source {
  let left = joined(cursor);
  while (cursor.accept(',')) {
    const { line, column } = left;
    left = { kind: 'join', join: 'CROSS', comma: true, left, right: joined(cursor), line, column };
  }
  return left;
}

function joined(cursor: Cursor): Source {
  let left = source(cursor);
  for (;;) {
    const join = joinKind(cursor);
    if (!join) return left;
    const { line, column } = left;
    const right = source(cursor);
    left = { kind: 'join', join, left, right, ...joinCondition(cursor, join), line, column };
  }
}

function joinKind(cursor: Cursor): JoinKind | undefined {
  if (cursor.isAny('NATURAL', 'HASH', 'LOOKUP')) throw cursor.unexpected();
  if (cursor.accept('JOIN')) return 'INNER';
  const kind = cursor.acceptAny('INNER', 'LEFT', 'RIGHT', 'FULL', 'CROSS');
  if (!kind) return undefined;
  if (kind !== 'INNER' && kind !== 'CROSS') cursor.accept('OUTER');
  cursor.expect('JOIN');
  return kind;
}

function joinCondition(cursor: Cursor, join: JoinKind): Pick<Extract<Source, { kind: 'join' }>, 'on' | 'using'> {
  if (join === 'CROSS') return {};
  if (cursor.accept('ON')) return { on: cursor.grammar.expression(cursor) };
  if (cursor.accept('USING')) return { using: cursor.parenthesized(() => cursor.list(() => cursor.name().text)) };
  return {};
}

function source(cursor: Cursor): Source {
  let result = plainSource(cursor);
  for (;;) {
    const { line, column } = cursor.token;
    if (cursor.is('PIVOT', '(')) {
      cursor.next();
      const pivot = pivotClause(cursor);
      result = { kind: 'pivot', of: result, pivot, ...alias(cursor), line, column };
    } else if (cursor.is('UNPIVOT')) {
      cursor.next();
      const unpivot = unpivotClause(cursor);
      result = { kind: 'unpivot', of: result, unpivot, ...alias(cursor), line, column };
    } else {
      return result;
    }
  }
}

function plainSource(cursor: Cursor): Source {
  const { line, column } = cursor.token;
  if (cursor.accept('UNNEST')) {
    const of = cursor.parenthesized(() => cursor.grammar.expression(cursor));
    return { kind: 'unnest', of, ...aliasAndOffset(cursor), line, column };
  }
  if (cursor.accept('LATERAL')) throw unsupportedSql('LATERAL', { line, column });
  if (cursor.is('(')) return parenthesizedSource(cursor);
  const path = tablePath(cursor);
  if (cursor.is('(')) throw unsupportedSql(`table function ${path.parts.join('.')}`, path);
  return { kind: 'table', path, ...tableSuffix(cursor), line, column };
}

function parenthesizedSource(cursor: Cursor): Source {
  const { line, column } = cursor.token;
  if (startsQuery(cursor)) {
    const query = cursor.parenthesized(() => cursor.grammar.query(cursor));
    return { kind: 'derived', query, ...alias(cursor), line, column };
  }
  return { kind: 'group', of: cursor.parenthesized(() => joined(cursor)), line, column };
}

function tableSuffix(cursor: Cursor): { alias?: string; offset?: string } {
  const result = aliasAndOffset(cursor);
  if (cursor.is('FOR', 'SYSTEM_TIME') || cursor.is('FOR', 'SYSTEM')) {
    throw unsupportedSql('FOR SYSTEM_TIME AS OF', cursor.token);
  }
  if (cursor.is('TABLESAMPLE')) throw unsupportedSql('TABLESAMPLE', cursor.token);
  return result;
}

function aliasAndOffset(cursor: Cursor): { alias?: string; offset?: string } {
  const named = alias(cursor);
  if (!cursor.accept('WITH', 'OFFSET')) return named;
  return { ...named, offset: alias(cursor).alias ?? 'offset' };
}

/** PIVOT and UNPIVOT are no reserved words, yet no aliases where their clause follows. */
function alias(cursor: Cursor): { alias?: string } {
  if (cursor.accept('AS')) return { alias: cursor.name().text };
  const clause =
    cursor.is('PIVOT', '(') ||
    cursor.is('UNPIVOT', '(') ||
    cursor.is('UNPIVOT', 'INCLUDE') ||
    cursor.is('UNPIVOT', 'EXCLUDE');
  return cursor.isName() && !clause ? { alias: cursor.name().text } : {};
}

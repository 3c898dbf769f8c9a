import type { Call, Expression, FrameBound, SortKey, Window } from '../model/ast.ts';
import type { Cursor } from './cursor.ts';

/** A function's call, with what aggregate and analytic functions take besides arguments. */
export function call(cursor: Cursor): Expression {
  const { line, column } = cursor.token;
  const { name, safe } = functionName(cursor);
  cursor.expect('(');
  const inside = cursor.is(')') ? NOTHING : callInside(cursor);
  cursor.expect(')');
  const over = cursor.accept('OVER') ? overClause(cursor) : undefined;
  return { kind: 'call', name, safe, ...inside, ...(over ? { over } : {}), line, column };
}

type Inside = Omit<Call, 'kind' | 'name' | 'safe' | 'over' | 'line' | 'column'>;

const NOTHING: Inside = { arguments: [], named: {}, star: false, distinct: false, orderBy: [] };

function functionName(cursor: Cursor): { name: string; safe: boolean } {
  const parts = [cursor.next().text];
  while (cursor.accept('.')) parts.push(cursor.anyName().text);
  const safe = parts.length > 1 && parts[0]?.toUpperCase() === 'SAFE';
  return { name: (safe ? parts.slice(1) : parts).join('.').toUpperCase(), safe };
}

function callInside(cursor: Cursor): Inside {
  if (cursor.accept('*')) return { ...NOTHING, star: true };
  const distinct = cursor.accept('DISTINCT');
  const positional: Expression[] = [];
  const named: Record<string, Expression> = {};
  cursor.list(() => argument(cursor, positional, named));
  const nulls = cursor.acceptAny('IGNORE', 'RESPECT');
  if (nulls) cursor.expect('NULLS');
  const having = cursor.accept('HAVING') ? havingClause(cursor) : undefined;
  const orderBy = cursor.is('ORDER') ? sortKeys(cursor) : [];
  const limit = cursor.accept('LIMIT') ? cursor.grammar.expression(cursor) : undefined;
  return {
    arguments: positional,
    named,
    star: false,
    distinct,
    orderBy,
    ...(nulls ? { nulls } : {}),
    ...(having ? { having } : {}),
    ...(limit ? { limit } : {}),
  };
}

function argument(cursor: Cursor, positional: Expression[], named: Record<string, Expression>): void {
  if (cursor.peek(1).key === '=>') {
    const name = cursor.anyName().text.toLowerCase();
    cursor.expect('=>');
    named[name] = cursor.grammar.expression(cursor);
  } else if (cursor.isAny('SELECT', 'WITH')) {
    throw cursor.unexpected();
  } else {
    positional.push(cursor.grammar.expression(cursor));
  }
}

function havingClause(cursor: Cursor): { kind: 'MAX' | 'MIN'; of: Expression } {
  const kind = cursor.acceptAny('MAX', 'MIN');
  if (!kind) throw cursor.unexpected();
  return { kind, of: cursor.grammar.expression(cursor) };
}

/** ORDER BY and its keys. */
export function sortKeys(cursor: Cursor): SortKey[] {
  cursor.expect('ORDER', 'BY');
  return cursor.list(() => {
    const of = cursor.grammar.expression(cursor);
    const direction = cursor.acceptAny('ASC', 'DESC');
    const nulls = cursor.accept('NULLS') ? cursor.acceptAny('FIRST', 'LAST') : undefined;
    return { of, descending: direction === 'DESC', ...(nulls ? { nulls } : {}) };
  });
}

function overClause(cursor: Cursor): Window {
  if (!cursor.is('(')) return { base: cursor.name().text, partitionBy: [], orderBy: [] };
  return cursor.parenthesized(() => windowSpecification(cursor));
}

/** What stands in the parentheses of OVER and of the WINDOW clause. */
export function windowSpecification(cursor: Cursor): Window {
  const base = cursor.isName() && !cursor.is('ROWS') ? cursor.name().text : undefined;
  const partitionBy = cursor.accept('PARTITION', 'BY') ? cursor.list(() => cursor.grammar.expression(cursor)) : [];
  const orderBy = cursor.is('ORDER') ? sortKeys(cursor) : [];
  const unit = cursor.acceptAny('ROWS', 'RANGE');
  return {
    partitionBy,
    orderBy,
    ...(base ? { base } : {}),
    ...(unit ? { frame: { unit, ...frame(cursor) } } : {}),
  };
}

function frame(cursor: Cursor): { from: FrameBound; to?: FrameBound } {
  if (!cursor.accept('BETWEEN')) return { from: frameBound(cursor) };
  const from = frameBound(cursor);
  cursor.expect('AND');
  return { from, to: frameBound(cursor) };
}

function frameBound(cursor: Cursor): FrameBound {
  if (cursor.accept('CURRENT')) {
    cursor.expect('ROW');
    return { kind: 'CURRENT ROW' };
  }
  const by = cursor.accept('UNBOUNDED') ? undefined : cursor.grammar.expression(cursor);
  const side = cursor.acceptAny('PRECEDING', 'FOLLOWING');
  if (!side) throw cursor.unexpected();
  return by ? { kind: side, by } : { kind: `UNBOUNDED ${side}` };
}

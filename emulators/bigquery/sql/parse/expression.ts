import type { Among, Expression } from '../model/ast.ts';
import type { Cursor } from './cursor.ts';
import { primary } from './primary.ts';
import { startsQuery } from './startsQuery.ts';

/** https://cloud.google.com/bigquery/docs/reference/standard-sql/operators#operator_precedence, loosest first below OR and AND. */
const ARITHMETIC: readonly (readonly string[])[] = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '||']];
const COMPARISONS = ['=', '<', '>', '<=', '>=', '!=', '<>'];

/** Expression := OR of AND of [NOT] comparison of arithmetic. */
export function expression(cursor: Cursor): Expression {
  let left = conjunction(cursor);
  while (cursor.is('OR')) {
    const { line, column } = cursor.next();
    left = { kind: 'binary', operator: 'OR', left, right: conjunction(cursor), line, column };
  }
  return left;
}

function conjunction(cursor: Cursor): Expression {
  let left = negation(cursor);
  while (cursor.is('AND')) {
    const { line, column } = cursor.next();
    left = { kind: 'binary', operator: 'AND', left, right: negation(cursor), line, column };
  }
  return left;
}

function negation(cursor: Cursor): Expression {
  if (!cursor.is('NOT')) return comparison(cursor);
  const { line, column } = cursor.next();
  return { kind: 'unary', operator: 'NOT', of: negation(cursor), line, column };
}

function comparison(cursor: Cursor): Expression {
  let left = arithmetic(cursor, 0);
  for (;;) {
    const { line, column } = cursor.token;
    if (cursor.isAny(...COMPARISONS)) {
      const operator = cursor.next().key;
      left = { kind: 'binary', operator, left, right: arithmetic(cursor, 0), line, column };
      continue;
    }
    const predicate = cursor.accept('IS') ? isPredicate(cursor, left) : wordPredicate(cursor, left);
    if (!predicate) return left;
    left = predicate;
  }
}

function isPredicate(cursor: Cursor, of: Expression): Expression {
  const { line, column } = of;
  const not = cursor.accept('NOT');
  if (cursor.accept('DISTINCT', 'FROM')) {
    return { kind: 'distinct', left: of, right: arithmetic(cursor, 0), not, line, column };
  }
  const what = cursor.acceptAny('NULL', 'TRUE', 'FALSE', 'UNKNOWN');
  if (!what) throw cursor.unexpected();
  return { kind: 'is', of, not, what, line, column };
}

/** [NOT] BETWEEN, IN, LIKE; undefined if none follows. */
function wordPredicate(cursor: Cursor, of: Expression): Expression | undefined {
  const { line, column } = of;
  const not = cursor.is('NOT');
  if (!['BETWEEN', 'IN', 'LIKE'].includes(cursor.peek(not ? 1 : 0).key)) return undefined;
  if (not) cursor.next();
  switch (cursor.next().key) {
    case 'BETWEEN': {
      const low = arithmetic(cursor, 0);
      cursor.expect('AND');
      return { kind: 'between', of, low, high: arithmetic(cursor, 0), not, line, column };
    }
    case 'IN':
      return { kind: 'in', of, among: among(cursor), not, line, column };
    default:
      return { kind: 'like', of, ...patterns(cursor), not, line, column };
  }
}

function among(cursor: Cursor): Among {
  if (cursor.accept('UNNEST')) return { array: cursor.parenthesized(() => expression(cursor)) };
  return cursor.parenthesized(() =>
    startsQuery(cursor) ? { query: cursor.grammar.query(cursor) } : { list: cursor.list(() => expression(cursor)) },
  );
}

function patterns(cursor: Cursor): { patterns: Expression[]; quantifier?: 'ANY' | 'ALL' } {
  const quantifier = cursor.acceptAny('ANY', 'SOME', 'ALL');
  if (!quantifier) return { patterns: [arithmetic(cursor, 0)] };
  const list = cursor.parenthesized(() => cursor.list(() => expression(cursor)));
  return { patterns: list, quantifier: quantifier === 'ALL' ? 'ALL' : 'ANY' };
}

function arithmetic(cursor: Cursor, level: number): Expression {
  const operators = ARITHMETIC[level];
  if (!operators) return unary(cursor);
  let left = arithmetic(cursor, level + 1);
  while (cursor.isAny(...operators)) {
    const { key, line, column } = cursor.next();
    left = { kind: 'binary', operator: key, left, right: arithmetic(cursor, level + 1), line, column };
  }
  return left;
}

function unary(cursor: Cursor): Expression {
  const operator = cursor.acceptAny('-', '+', '~');
  if (!operator) return postfix(cursor, primary(cursor));
  const { line, column } = cursor.token;
  const of = unary(cursor);
  // -9223372036854775808 is in range, 9223372036854775808 is not
  if (operator === '-' && of.kind === 'literal' && /^[\d.]/.test(of.text)) return { ...of, text: `-${of.text}` };
  return { kind: 'unary', operator, of, line, column };
}

/** `.field` and `[index]`, as often as they come. A dot before `*` belongs to the select list. */
function postfix(cursor: Cursor, start: Expression): Expression {
  let of = start;
  for (;;) {
    const { line, column } = of;
    if (cursor.is('.') && cursor.peek(1).key !== '*') {
      cursor.next();
      of = { kind: 'field', of, name: cursor.anyName().text, line, column };
    } else if (cursor.accept('[')) {
      of = subscript(cursor, of);
    } else {
      return of;
    }
  }
}

const MODES = {
  OFFSET: { mode: 'OFFSET', safe: false },
  SAFE_OFFSET: { mode: 'OFFSET', safe: true },
  ORDINAL: { mode: 'ORDINAL', safe: false },
  SAFE_ORDINAL: { mode: 'ORDINAL', safe: true },
} as const;

function subscript(cursor: Cursor, of: Expression): Expression {
  const { line, column } = cursor.token;
  const how = cursor.peek(1).key === '(' ? MODES[cursor.token.key as keyof typeof MODES] : undefined;
  if (how) cursor.next();
  const index = how ? cursor.parenthesized(() => expression(cursor)) : expression(cursor);
  cursor.expect(']');
  return { kind: 'subscript', of, index, ...(how ?? { mode: 'PLAIN', safe: false }), line, column };
}

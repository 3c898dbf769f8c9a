import type { Cursor } from './cursor.ts';

/**
 * Whether a query starts here. Behind parentheses, what follows the inner ones tells: `((SELECT 1) + 1)` is an expression,
 * `((SELECT 1) a JOIN t)` a source, `((SELECT 1) UNION ALL (SELECT 2))` a query.
 */
export function startsQuery(cursor: Cursor, ahead = 0): boolean {
  const { key } = cursor.peek(ahead);
  if (key !== '(') return key === 'SELECT' || key === 'WITH';
  if (!startsQuery(cursor, ahead + 1)) return false;
  if (cursor.peek(ahead + 1).key !== '(') return true;
  return CONTINUES.has(cursor.peek(afterGroup(cursor, ahead + 1)).key);
}

const CONTINUES: ReadonlySet<string> = new Set(['UNION', 'INTERSECT', 'EXCEPT', 'ORDER', 'LIMIT', ')']);

/** The first token behind the parentheses that open at `ahead`. */
function afterGroup(cursor: Cursor, ahead: number): number {
  let depth = 0;
  for (let at = ahead; ; at++) {
    const { key, kind } = cursor.peek(at);
    if (key === '(') depth += 1;
    if (key === ')') depth -= 1;
    if (depth === 0 || kind === 'end') return at + 1;
  }
}

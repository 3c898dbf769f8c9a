import { applyEdits, type Edit } from '../../../googlesql/edits.ts';
import { afterPipe, type Piped, queryText } from './pipeOperator.ts';
import { type Word, words } from './words.ts';

/**
 * Pipe syntax as the nested queries that it stands for, outermost pipes last; none where an operator is not known, so that the statement is
 * refused as before.
 * https://cloud.google.com/bigquery/docs/reference/standard-sql/pipe-syntax
 */
export function pipeEdits(text: string): Edit[] {
  if (!/\|>|^\s*FROM\b/i.test(text)) return [];
  const rewritten = withoutPipes(withSelect(text));
  return rewritten === undefined || rewritten === text ? [] : [{ start: 0, end: text.length, text: rewritten }];
}

/** A query may begin with FROM, and have no SELECT. */
function withSelect(text: string): string {
  const all = words(text);
  const bare = all.filter(({ upper }, index) => {
    const before = all[index - 1]?.upper ?? ';';
    return upper === 'FROM' && (before === '(' || before === ';') && !isPiped(all, index);
  });
  return applyEdits(
    text,
    bare.map(({ start }) => ({ start, end: start, text: 'SELECT * ' })),
  ).text;
}

/** Whether a pipe follows, within the same parentheses. */
function isPiped(all: readonly Word[], from: number): boolean {
  let depth = 0;
  for (const { upper } of all.slice(from)) {
    if (upper === '(') depth++;
    if (upper === ')') depth--;
    if (depth < 0 || (upper === ';' && depth === 0)) return false;
    if (upper === '|>' && depth === 0) return true;
  }
  return false;
}

/** Innermost first, as each level of parentheses is one query. */
function withoutPipes(text: string): string | undefined {
  let rest = text;
  while (rest.includes('|>')) {
    const region = deepestRegion(words(rest));
    if (!region) return rest;
    const { start, end } = region;
    const query = pipedQuery(rest.slice(start, end));
    if (query === undefined) return undefined;
    rest = applyEdits(rest, [{ start, end, text: query }]).text;
  }
  return rest;
}

interface Region {
  start: number;
  end: number;
  depth: number;
}

/** The deepest query with pipes: what stands between two parentheses, or between semicolons. */
function deepestRegion(all: readonly Word[]): Region | undefined {
  const open: Region[] = [{ start: 0, end: 0, depth: 0 }];
  const piped = new Set<Region>();
  const closed: Region[] = [];
  const close = (end: number): void => {
    const region = open.pop();
    if (region) closed.push({ ...region, end, depth: piped.has(region) ? open.length : -1 });
  };
  for (const { upper, start, end } of all) {
    if (upper === '(') open.push({ start: end, end: 0, depth: 0 });
    else if (upper === ')') close(start);
    else if (upper === '|>') piped.add(open.at(-1) as Region);
    else if (upper === ';' && open.length === 1) {
      close(start);
      open.push({ start: end, end: 0, depth: 0 });
    }
  }
  while (open.length > 0) close(all.at(-1)?.end ?? 0);
  return closed.filter(({ depth }) => depth >= 0).sort((left, right) => right.depth - left.depth)[0];
}

/** A query of one level of parentheses. */
function pipedQuery(text: string): string | undefined {
  const parts = partsOf(text);
  const [first = '', ...operators] = parts;
  const head = headOf(first);
  if (!head) return undefined;
  let state: Piped | undefined = head.state;
  for (const operator of operators) state = state && afterPipe(state, operator);
  return state && `${head.before}${queryText(state)}`;
}

/** What stands between the pipes. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let depth = 0;
  for (const { upper, start, end } of words(text)) {
    if (upper === '(' || upper === '[') depth++;
    else if (upper === ')' || upper === ']') depth--;
    else if (upper === '|>' && depth === 0) {
      parts.push(text.slice(from, start));
      from = end;
    }
  }
  return [...parts, text.slice(from)];
}

/** `WITH …` stays before; the rest is FROM, or a query. */
function headOf(text: string): { before: string; state: Piped } | undefined {
  const all = words(text);
  const begin = all[0]?.upper === 'WITH' ? afterWith(all) : all[0];
  if (!begin || !['FROM', 'SELECT', '('].includes(begin.upper)) return undefined;
  const from = begin.upper === 'FROM' ? text.slice(begin.end) : `(${text.slice(begin.start)}\n)`;
  return { before: text.slice(0, begin.start), state: { from, where: [], tail: '' } };
}

/** The word that begins the query after WITH. */
function afterWith(all: readonly Word[]): Word | undefined {
  let depth = 0;
  return all.find(({ upper }) => {
    if (upper === '(') depth++;
    if (upper === ')') depth--;
    return depth === 0 && (upper === 'FROM' || upper === 'SELECT');
  });
}

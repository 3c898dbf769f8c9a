import { type Word, words } from './words.ts';

/** What pipes have made so far. */
export interface Piped {
  /** What FROM reads. */
  from: string;
  where: readonly string[];
  /** ORDER BY, LIMIT. */
  tail: string;
}

export const queryText = (state: Piped): string => selected(state, '*');

const selected = ({ from, where, tail }: Piped, list: string, rest = ''): string =>
  [
    `SELECT ${list}\nFROM ${from}\n`,
    where.length > 0 ? `WHERE ${where.map((condition) => `(${condition}\n)`).join(' AND ')}\n` : '',
    rest,
    tail,
  ].join('');

const within = (query: string): Piped => ({ from: `(${query})`, where: [], tail: '' });

/** A state whose order, or limit, is taken before what comes next. */
const settled = (state: Piped): Piped => (state.tail === '' ? state : within(queryText(state)));

type Operator = (state: Piped, text: string, all: readonly Word[]) => Piped | undefined;

/** What an operator makes of it; undefined for one that is not known. */
export function afterPipe(state: Piped, operator: string): Piped | undefined {
  const all = words(operator);
  const [first, second] = all;
  if (!first) return undefined;
  const join = all.findIndex(({ upper }) => upper === 'JOIN');
  if (join >= 0 && all.slice(0, join).every(({ upper }) => JOINS.has(upper))) return joined(state, operator);
  const known = OPERATORS[first.upper];
  // What is in an order stays in it only up to the end.
  if (!known || (isOrdered(state) && !KEEPS_ORDER.has(first.upper))) return undefined;
  const by = (first.upper === 'ORDER' && second?.upper === 'BY') || first.upper === 'LIMIT' ? 0 : first.end;
  return known(state, operator.slice(by), all.slice(1));
}

const JOINS: ReadonlySet<string> = new Set(['LEFT', 'RIGHT', 'FULL', 'INNER', 'CROSS', 'OUTER']);
const KEEPS_ORDER: ReadonlySet<string> = new Set(['LIMIT', 'ORDER', 'AGGREGATE', 'DISTINCT']);

const isOrdered = ({ tail }: Piped): boolean => /^ORDER/i.test(tail);

function joined(state: Piped, operator: string): Piped | undefined {
  if (isOrdered(state)) return undefined;
  const { from, where } = settled(state);
  const left = where.length === 0 ? from : within(queryText({ from, where, tail: '' })).from;
  return { from: `${left} ${operator}\n`, where: [], tail: '' };
}

/** Where a list is parted by commas, and where words stand outside parentheses. */
function outside(all: readonly Word[]): Word[] {
  let depth = 0;
  return all.filter(({ upper }) => {
    if ('([{'.includes(upper)) depth++;
    if (')]}'.includes(upper)) depth--;
    return depth === 0;
  });
}

const listed =
  (list: (text: string) => string): Operator =>
  (state, text) =>
    within(selected(settled(state), list(text)));

/** `a = e, b = f` as `e AS a, f AS b`. */
const set: Operator = (state, text) => {
  const parts = commaParts(text);
  const items = parts.map((part) => /^\s*(`[^`]+`|\w+)\s*=([\s\S]*)$/.exec(part));
  if (hasWindow(text) || items.some((item) => !item)) return undefined;
  const replaced = items.map((item) => `(${item?.[2] ?? ''}\n) AS ${item?.[1] ?? ''}`);
  return within(selected(settled(state), `* REPLACE (${replaced.join(', ')})`));
};

function commaParts(text: string): string[] {
  const commas = outside(words(text)).filter(({ upper }) => upper === ',');
  const bounds = [...commas.map(({ start }) => start), text.length];
  let from = 0;
  return bounds
    .map((end) => {
      const part = text.slice(from, end);
      from = end + 1;
      return part;
    })
    .filter((part) => part.trim() !== '');
}

/** The keys come first. An order that is asked for beside them is not known here. */
const aggregate: Operator = (state, text) => {
  const free = outside(words(text));
  const group = free.find(({ upper }, index) => upper === 'GROUP' && free[index + 1]?.upper === 'BY');
  if (
    free.some(
      ({ upper }) => ['ASC', 'DESC', 'AND', 'ROLLUP', 'CUBE', 'SETS', 'ALL'].includes(upper) && !isInside(upper, free),
    )
  )
    return undefined;
  const by = group && free[free.indexOf(group) + 1];
  const keys = by ? commaParts(text.slice(by.end)) : [];
  const results = commaParts(group ? text.slice(0, group.start) : text);
  if (keys.some((key) => /^\s*\d+\s*$/.test(key)) || keys.length + results.length === 0) return undefined;
  const list = [...keys, ...results].map((item) => `${item}\n`).join(', ');
  const groups = keys.length > 0 ? `GROUP BY ${keys.map((_key, index) => index + 1).join(', ')}\n` : '';
  return within(selected(settled(state), list, groups));
};

/** AND between conditions is no GROUP AND ORDER BY. */
const isInside = (upper: string, free: readonly Word[]): boolean =>
  upper === 'AND' && !free.some((word, index) => word.upper === 'AND' && free[index - 1]?.upper === 'GROUP');

/** `UNION ALL (q), (q)` */
const setOperation =
  (name: string): Operator =>
  (state, text) => {
    const [how, parenthesis] = words(text);
    if (!how || !['ALL', 'DISTINCT'].includes(how.upper) || parenthesis?.upper !== '(') return undefined;
    const queries = commaParts(text.slice(how.end));
    if (!queries.every((query) => query.trim().startsWith('(') && query.trim().endsWith(')'))) return undefined;
    const operator = ` ${name} ${how.upper} `;
    return within([`(${queryText(settled(state))})`, ...queries].join(operator));
  };

const ordered: Operator = (state, text) => ({
  ...(isOrdered(state) ? within(queryText(state)) : settled(state)),
  tail: text,
});

const limited: Operator = (state, text) => {
  const base = state.tail === '' || isOrdered(state) ? state : settled(state);
  return { ...base, tail: `${base.tail}\n${text}` };
};

const turned =
  (name: string): Operator =>
  (state, text) => ({ from: `(${queryText(settled(state))}) ${name} ${text}\n`, where: [], tail: '' });

const hasWindow = (text: string): boolean => words(text).some(({ upper }) => upper === 'OVER');

const OPERATORS: Readonly<Record<string, Operator>> = {
  WHERE: (state, text) => {
    if (hasWindow(text)) return within(selected(settled(state), '*', `QUALIFY (${text}\n)\n`));
    const { from, where } = settled(state);
    return { from, where: [...where, text], tail: '' };
  },
  SELECT: listed((text) => text),
  EXTEND: listed((text) => `*, ${text}`),
  DROP: listed((text) => `* EXCEPT (${text}\n)`),
  SET: set,
  AGGREGATE: aggregate,
  DISTINCT: listed((text) => `DISTINCT *${text}`),
  ORDER: ordered,
  LIMIT: limited,
  PIVOT: turned('PIVOT'),
  UNPIVOT: turned('UNPIVOT'),
  AS: (state, text) => ({ from: `(${queryText(settled(state))}) AS ${text}`, where: [], tail: '' }),
  UNION: setOperation('UNION'),
  INTERSECT: setOperation('INTERSECT'),
  EXCEPT: setOperation('EXCEPT'),
};

import type { Variables } from '../../../src/rule/expand.ts';
import type { FieldPath } from '../../../src/rule/problem.ts';
import type { Rule } from '../../../src/rule/schema.ts';
import type { SqlText } from '../../../src/rule/sqlTexts.ts';
import { type FilledSql, filledSql } from './filledSql.ts';

/** A text of `Dest` that becomes part of a statement. */
export interface Part {
  path: FieldPath;
  filled: FilledSql;
}

/** A comment changes nothing of what a statement means, and tells whose text it stands before. */
const opening = (index: number): string => `/*bqtail:${index}*/`;
const CLOSING = '/*bqtail*/';

export const partsOf = (texts: readonly SqlText[], known: Variables, other: string): Part[] =>
  texts.map(({ path, text }) => ({ path, filled: filledSql(text, known, other) }));

/** The rule with each part filled in and marked; those of `left` by something that is right. */
export function markedRule(rule: Rule, parts: readonly Part[], left: ReadonlySet<Part>): Rule {
  const copy: Rule = structuredClone(rule);
  for (const [index, part] of parts.entries()) {
    const { path, filled } = part;
    // What was filled in holds no variables any more.
    const marked = `${opening(index)}${filled.text.replaceAll('$', '$$$$')}${closing(filled.text)}`;
    put(copy, path, left.has(part) ? neutral(path) : marked);
  }
  return copy;
}

const closing = (text: string): string => (/--|#/.test(text) ? `\n${CLOSING}` : CLOSING);

function neutral(path: FieldPath): string | undefined {
  if (path.at(-1) === 'UniqueOrderBy') return undefined;
  return path.includes('Transform') ? 'NULL' : 'TRUE';
}

function put(rule: object, path: FieldPath, value: string | undefined): void {
  const [last = ''] = path.slice(-1);
  const holder = path.slice(0, -1).reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), rule);
  if (typeof holder !== 'object' || holder === null) return;
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else Reflect.set(holder, last, value);
}

/** The part that an index of a statement is in, and where in its text; undefined for what bqtail writes around them. */
export function partAt(sql: string, at: number, parts: readonly Part[]): { part: Part; at: number } | undefined {
  for (const match of sql.matchAll(/\/\*bqtail:(\d+)\*\//g)) {
    const start = match.index + match[0].length;
    const end = sql.indexOf(CLOSING, start);
    const part = parts[Number(match[1])];
    if (part && at >= start && at <= end) return { part, at: part.filled.written(at - start) };
  }
  return undefined;
}

import { RE2JS, RE2JSSyntaxException } from 're2js';
import { messageOf } from '../common/messageOf.ts';

const compiled = new Map<string, RE2JS>();
/** Rules have a handful; the bound only matters to a process that sees rules change for months. */
const MAX_COMPILED = 10_000;

/** A regular expression of a rule (RE2 syntax, linear time), compiled once. Throws where it does not compile. */
export function compileRegex(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known) return known;
  const regex = RE2JS.compile(pattern);
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  compiled.set(pattern, regex);
  return regex;
}

/** What keeps a regular expression from compiling, and at which character (from 1); undefined where it compiles. */
export function regexFault(pattern: string): string | undefined {
  try {
    compileRegex(pattern);
    return undefined;
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) return messageOf(error);
    const part = error.getPattern() ?? pattern;
    const place = part === pattern ? parenthesisAt(pattern) : pattern.indexOf(part);
    return `${error.getDescription()} at character ${place + 1}, ${JSON.stringify(pattern.slice(place))}`;
  }
}

/** Where the parenthesis stands that has no partner: re2 names the whole expression then. */
function parenthesisAt(pattern: string): number {
  const open: number[] = [];
  for (const { 0: token, index } of pattern.matchAll(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()]/gs)) {
    if (token === '(') open.push(index);
    else if (token === ')' && open.pop() === undefined) return index;
  }
  return open.at(-1) ?? 0;
}

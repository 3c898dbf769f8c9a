import { RE2JS } from 're2js';

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

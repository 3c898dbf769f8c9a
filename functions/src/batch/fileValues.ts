import { expand, type Variables } from '../rule/expand.ts';
import type { Rule } from '../rule/schema.ts';
import { referencesIn } from '../rule/template.ts';

/**
 * What the variables stand for that a rule refers to outside its destination, written as the rule writes them. Files that
 * differ in one of them cannot share a process: rows would get what was taken from another file's path. Variables that
 * are the process's own (`$EventID`) stand for themselves here.
 */
export function fileValues(rule: Rule, variables: Variables): [written: string, value: unknown][] {
  const known = references.get(rule) ?? referencesOf(rule);
  references.set(rule, known);
  const named = known.hasUnreadTexts ? Object.entries(variables).filter(([name]) => name !== 'Mod') : [];
  return [
    ...known.written.map((written): [string, unknown] => [written, expand<unknown>(written, variables)]),
    ...named,
  ];
}

interface References {
  written: readonly string[];
  /** Texts that are read only when their action runs (`SQLURL`, `BodyURL`) may refer to any variable but a file's hash. */
  hasUnreadTexts: boolean;
}

const references = new WeakMap<Rule, References>();

const UNREAD = new Set(['SQLURL', 'BodyURL']);

function referencesOf({ Dest, OnSuccess, OnFailure, CorruptedFileURL, InvalidSchemaURL }: Rule): References {
  // Table and Partition are in the destination that they give; Pattern and Parameters only say what variables stand for.
  const { Table: _table, Partition: _partition, Pattern: _pattern, Parameters: _parameters, ...dest } = Dest;
  const found: References & { written: string[] } = { written: [], hasUnreadTexts: false };
  visit([dest, OnSuccess, OnFailure, CorruptedFileURL, InvalidSchemaURL], found);
  return { ...found, written: [...new Set(found.written)].sort() };
}

function visit(value: unknown, found: References & { written: string[] }): void {
  if (typeof value === 'string') found.written.push(...referencesIn(value).map(({ written }) => written));
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (UNREAD.has(key) && item !== undefined) found.hasUnreadTexts = true;
    visit(item, found);
  }
}

import type { ActionDescriptions } from '../rule/actionDescription.ts';
import { expand, type Variables } from '../rule/expand.ts';
import type { Action, Rule } from '../rule/schema.ts';
import { referencesIn } from '../rule/template.ts';
import { textsIn } from '../rule/textsIn.ts';

/**
 * What the variables stand for that a rule refers to outside its destination, written as the rule writes them. Files that
 * differ in one of them cannot share a process: rows would get what was taken from another file's path. Variables that
 * are the process's own (`$EventID`) stand for themselves here.
 */
export function fileValues(
  rule: Rule,
  variables: Variables,
  kinds: ActionDescriptions,
): [written: string, value: unknown][] {
  const known = references.get(rule) ?? referencesOf(rule, kinds);
  references.set(rule, known);
  const named = known.hasUnreadTexts ? Object.entries(variables).filter(([name]) => name !== 'Mod') : [];
  return [
    ...known.written.map((written): [string, unknown] => [written, expand<unknown>(written, variables)]),
    ...named,
  ];
}

interface References {
  written: readonly string[];
  /** Texts that are read only when their action runs may refer to any variable but a file's hash. */
  hasUnreadTexts: boolean;
}

const references = new WeakMap<Rule, References>();

function referencesOf(rule: Rule, kinds: ActionDescriptions): References {
  const { Dest, OnSuccess, OnFailure, OnBadFiles, CorruptedFileURL, InvalidSchemaURL } = rule;
  // Table and Partition are in the destination that they give; Pattern and Parameters only say what variables stand for.
  const { Table: _table, Partition: _partition, Pattern: _pattern, Parameters: _parameters, ...dest } = Dest;
  const texts = textsIn([dest, OnSuccess, OnFailure, OnBadFiles, CorruptedFileURL, InvalidSchemaURL]);
  const written = texts.flatMap(({ text }) => referencesIn(text)).map((reference) => reference.written);
  return {
    written: [...new Set(written)].sort(),
    hasUnreadTexts: [OnSuccess, OnFailure, OnBadFiles].some((actions) => readTextsLater(actions, kinds)),
  };
}

const readTextsLater = (actions: readonly Action[] = [], kinds: ActionDescriptions): boolean =>
  actions.some(({ Action: name, Request = {}, OnSuccess, OnFailure }) => {
    const given = Object.entries(Request).filter(([, value]) => value !== undefined);
    return (
      given.some(([field]) => kinds.get(name)?.readLater.includes(field)) ||
      readTextsLater(OnSuccess, kinds) ||
      readTextsLater(OnFailure, kinds)
    );
  });

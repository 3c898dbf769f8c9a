import type { ActionDescriptions } from './actionDescription.ts';
import type { Action } from './actionSchema.ts';
import { eachAction } from './eachAction.ts';
import { errorAt, type FieldPath, type Finding, fieldName } from './problem.ts';
import type { Rule } from './schema.ts';
import { tableFaults } from './tableFaults.ts';

/** The actions of a rule, at any depth: what they need beyond the fields that the schema demands. */
export const checkActions = (rule: Rule, kinds: ActionDescriptions): Finding[] =>
  eachAction(rule).flatMap(({ action, path }) => [
    ...(kinds.get(action.Action)?.check(action.Request ?? {}, [...path, 'Request']) ?? []),
    ...checkCondition(action, [...path, 'When', 'Exists']),
  ]);

function checkCondition({ When }: Action, path: FieldPath): Finding[] {
  const faults = When === undefined ? [] : tableFaults(When.Exists);
  return faults.map((fault) => errorAt(path, `${fieldName(path)}: ${fault}`));
}

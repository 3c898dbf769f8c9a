import type { ActionDescriptions } from './actionDescription.ts';
import type { Action } from './actionSchema.ts';
import { errorAt, type FieldPath, type Finding, fieldName } from './problem.ts';
import type { Rule } from './schema.ts';
import { tableFaults } from './tableFaults.ts';

/** The actions of a rule, at any depth: what they need beyond the fields that the schema demands. */
export function checkActions({ OnSuccess, OnFailure, OnBadFiles, Batch }: Rule, kinds: ActionDescriptions): Finding[] {
  const checkList = (actions: readonly Action[] = [], path: FieldPath): Finding[] =>
    actions.flatMap((action, index) => {
      const place = [...path, index];
      return [
        ...(kinds.get(action.Action)?.check(action.Request ?? {}, [...place, 'Request']) ?? []),
        ...checkCondition(action, [...place, 'When', 'Exists']),
        ...checkList(action.OnSuccess, [...place, 'OnSuccess']),
        ...checkList(action.OnFailure, [...place, 'OnFailure']),
      ];
    });
  return [
    ...checkList(OnSuccess, ['OnSuccess']),
    ...checkList(OnFailure, ['OnFailure']),
    ...checkList(OnBadFiles, ['OnBadFiles']),
    ...checkList(Batch?.Group?.OnDone, ['Batch', 'Group', 'OnDone']),
  ];
}

function checkCondition({ When }: Action, path: FieldPath): Finding[] {
  const faults = When === undefined ? [] : tableFaults(When.Exists);
  return faults.map((fault) => errorAt(path, `${fieldName(path)}: ${fault}`));
}

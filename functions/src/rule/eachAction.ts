import type { FieldPath } from './problem.ts';
import type { Action, Rule } from './schema.ts';

interface Placed<T> {
  path: FieldPath;
  action: T;
}

/** The lists of actions of a rule, those within actions included, and where each stands. */
export function actionLists({
  OnSuccess,
  OnFailure,
  OnBadFiles,
  Batch,
}: Rule): { path: FieldPath; actions: readonly Action[] }[] {
  const below = (actions: readonly Action[] = [], path: FieldPath): ReturnType<typeof actionLists> => [
    { path, actions },
    ...actions.flatMap((action, index) => [
      ...below(action.OnSuccess, [...path, index, 'OnSuccess']),
      ...below(action.OnFailure, [...path, index, 'OnFailure']),
    ]),
  ];
  return [
    ...below(OnSuccess, ['OnSuccess']),
    ...below(OnFailure, ['OnFailure']),
    ...below(OnBadFiles, ['OnBadFiles']),
    ...below(Batch?.Group?.OnDone, ['Batch', 'Group', 'OnDone']),
  ];
}

/** All actions of a rule, however deep, and where each stands. */
export const eachAction = (rule: Rule): Placed<Action>[] =>
  actionLists(rule).flatMap(({ path, actions }) =>
    actions.map((action, index) => ({ action, path: [...path, index] })),
  );

import type { ActionKind } from '../../../functions/src/action/actionKind.ts';
import { actionKinds } from '../../../functions/src/action/actionKinds.ts';

/** The action of that name; without one the test fails. */
export function actionNamed(name: string): ActionKind {
  const kind = actionKinds.get(name);
  if (kind === undefined) throw new Error(`there is no action ${name}`);
  return kind;
}

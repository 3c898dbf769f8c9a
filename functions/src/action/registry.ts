import type { ActionKind } from './actionKind.ts';
import { callAction } from './call.ts';
import { copyAction } from './copy.ts';
import { deleteAction } from './delete.ts';
import { dropAction } from './drop.ts';
import { exportAction } from './export.ts';
import { insertAction } from './insert.ts';
import { moveAction } from './move.ts';
import { notifyAction } from './notify.ts';
import { pushAction } from './push.ts';
import { queryAction } from './query.ts';

/** The actions that can be run, by their name in a rule. */
export const actionKinds = {
  delete: deleteAction,
  move: moveAction,
  copy: copyAction,
  query: queryAction,
  export: exportAction,
  insert: insertAction,
  drop: dropAction,
  notify: notifyAction,
  push: pushAction,
  call: callAction,
} as const satisfies Record<string, ActionKind>;

export type ActionName = keyof typeof actionKinds;

export const isActionName = (name: string): name is ActionName => Object.hasOwn(actionKinds, name);

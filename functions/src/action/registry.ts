import type { ActionKind } from './actionKind.ts';
import { callAction } from './call.ts';
import { deleteAction } from './delete.ts';
import { dropAction } from './drop.ts';
import { moveAction } from './move.ts';
import { notifyAction } from './notify.ts';
import { pushAction } from './push.ts';

/** The actions that can be run, by their name in a rule. */
export const actionKinds = {
  delete: deleteAction,
  move: moveAction,
  drop: dropAction,
  notify: notifyAction,
  push: pushAction,
  call: callAction,
} as const satisfies Record<string, ActionKind>;

export type ActionName = keyof typeof actionKinds;

export const isActionName = (name: string): name is ActionName => Object.hasOwn(actionKinds, name);

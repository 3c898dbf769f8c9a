import type { Plan } from '../model/plan.ts';
import type { ActionDescriptions } from '../rule/actionDescription.ts';
import type { Action } from '../rule/schema.ts';
import { jobKindOf } from './jobKindOf.ts';
import { isPlain } from './move/canCopy.ts';

/** Whether a query may come after a job of the process: dispatch holds such follow-ups back while many queries run. */
export function sqlFollows(
  { ingestion, onSuccess, onBadFiles }: Plan,
  action: string,
  kinds: ActionDescriptions,
): boolean {
  const move = ingestion?.transient?.move;
  return (
    (action === 'load' && move !== undefined && !isPlain(move)) ||
    [onSuccess, onBadFiles].some((actions) => runSql(actions, kinds))
  );
}

const runSql = (actions: readonly Action[] = [], kinds: ActionDescriptions): boolean =>
  actions.some(({ Action: name, OnSuccess }) => jobKindOf(name, kinds) === 'query' || runSql(OnSuccess, kinds));

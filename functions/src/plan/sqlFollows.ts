import type { Plan } from '../model/plan.ts';
import type { Action } from '../rule/schema.ts';
import { isPlain } from './move/canCopy.ts';

/** Whether a query may come after a job of the process: dispatch holds such follow-ups back while many queries run. */
export function sqlFollows({ ingestion, onSuccess }: Plan, action: string): boolean {
  const move = ingestion?.transient?.move;
  return (action === 'load' && move !== undefined && !isPlain(move)) || runSql(onSuccess);
}

const runSql = (actions: readonly Action[] = []): boolean =>
  actions.some(({ Action: name, OnSuccess }) => name === 'query' || runSql(OnSuccess));

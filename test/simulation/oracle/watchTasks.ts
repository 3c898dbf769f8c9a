import { POST_JOB, TASKS } from '../../../functions/src/model/places.ts';
import { OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';
import { DISPATCH } from '../world/createWorld.ts';
import type { World } from '../world/world.ts';
import type { Problem } from './problem.ts';

/** Dispatch removes no task file but one that it has handed over before: its follow-up may have written it anew. */
export function watchTasks({ cloud, invocation, now }: World): Problem[] {
  const problems: Problem[] = [];
  /** When the task of each name was last handed over. */
  const handedOver = new Map<string, number>();
  cloud.storage.watch(({ kind, object: { bucket, name, created } }) => {
    if (kind === 'finalized' && bucket === TRIGGER && name.startsWith(POST_JOB)) {
      handedOver.set(name.slice(POST_JOB.length), cloud.clock.time());
    }
    const isRemoved = kind === 'gone' && bucket === OPS && name.startsWith(TASKS) && name.endsWith('.json');
    if (!isRemoved || invocation.getStore() !== DISPATCH) return;
    if (created.getTime() <= (handedOver.get(name.slice(TASKS.length)) ?? 0)) return;
    problems.push({ check: 'tasks', text: `dispatch removed ${name} after ${now()} ms, which it had not handed over` });
  });
  return problems;
}

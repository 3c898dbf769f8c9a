import { TASKS } from '../../../functions/src/model/places.ts';
import { tasksNamed } from '../../../functions/src/task/bundle.ts';
import { OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';
import { DISPATCH } from '../world/createWorld.ts';
import type { World } from '../world/world.ts';
import type { Problem } from './problem.ts';

/** Nobody removes a bundle as long as a task that it names lies there as it names it: nobody has answered for that one. */
export function watchBundles({ cloud, invocation, now }: World): Problem[] {
  const problems: Problem[] = [];
  cloud.storage.watch(({ kind, object: { bucket, name, metadata } }) => {
    const who = invocation.getStore();
    // Somebody outside bqtail may remove what they like, and dispatch overwrites what it asks for again.
    if (kind !== 'gone' || bucket !== TRIGGER || who === undefined || who === DISPATCH) return;
    for (const { jobId, generation } of tasksNamed(name, metadata)) {
      const task = cloud.storage.list(OPS, { prefix: `${TASKS}${jobId}.json` }).objects.at(0);
      if (task?.generation !== generation) continue;
      problems.push({ check: 'bundles', text: `${name} was removed after ${now()} ms, and ${jobId} not followed up` });
    }
  });
  return problems;
}

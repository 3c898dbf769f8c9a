import type { Deps } from '../../functions/src/deps/deps.ts';
import { createTaskStore } from '../../functions/src/task/taskStore.ts';
import { createWindowStore } from '../../functions/src/task/windowStore.ts';

/** What every call answers once the process that made it is dead. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

export interface Mortal {
  deps: Deps;
  /** The calls made, in order, as `journal.start`. */
  calls: readonly string[];
  isDead(): boolean;
}

/**
 * The same deps in the hands of a process that dies at its nth call to the outside world (counted from 0): just before
 * the call takes effect, or just after. From then on no call gets through, as after a kill -9.
 */
export function mortal(deps: Deps, { at, when }: { at: number; when: 'before' | 'after' }): Mortal {
  const calls: string[] = [];
  let dead = false;
  const wrap = <T extends object>(port: T, portName: string): T =>
    new Proxy(port, {
      get(target, key, receiver) {
        const member: unknown = Reflect.get(target, key, receiver);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          if (dead) throw new Killed();
          const dies = calls.length === at;
          calls.push(`${portName}.${String(key)}`);
          dead = dies && when === 'before';
          if (dead) throw new Killed();
          const answer: unknown = await member.apply(target, args);
          dead ||= dies;
          if (dead) throw new Killed();
          return answer;
        };
      },
    });
  const objects = wrap(deps.objects, 'objects');
  const { triggerBucket, opsBucket, projectId } = deps.settings;
  return {
    deps: {
      ...deps,
      objects,
      tasks: createTaskStore({ objects, triggerBucket, opsBucket }),
      windowTasks: createWindowStore({ objects, triggerBucket, opsBucket, projectId }),
      windows: wrap(deps.windows, 'windows'),
      groups: wrap(deps.groups, 'groups'),
      journal: wrap(deps.journal, 'journal'),
      warehouse: wrap(deps.warehouse, 'warehouse'),
      tables: wrap(deps.tables, 'tables'),
    },
    calls,
    isDead: () => dead,
  };
}

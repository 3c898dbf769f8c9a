import type { Deps } from '../../functions/src/deps/deps.ts';
import { createTaskStore } from '../../functions/src/task/taskStore.ts';
import { createWindowStore } from '../../functions/src/task/windowStore.ts';

export interface Stuck {
  deps: Deps;
  /** The calls made, in order, as `journal.start`. */
  calls: readonly string[];
}

/**
 * The same deps in the hands of an invocation that is stuck before its nth call to the outside world (counted from 0)
 * takes effect, for so long that everybody takes it for dead: as long as `meanwhile` takes.
 */
export function stuck(deps: Deps, { at, meanwhile }: { at: number; meanwhile(): Promise<void> }): Stuck {
  const calls: string[] = [];
  const wrap = <T extends object>(port: T, portName: string): T =>
    new Proxy(port, {
      get(target, key, receiver) {
        const member: unknown = Reflect.get(target, key, receiver);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          const sticks = calls.length === at;
          calls.push(`${portName}.${String(key)}`);
          if (sticks) await meanwhile();
          return member.apply(target, args);
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
      holds: wrap(deps.holds, 'holds'),
      journal: wrap(deps.journal, 'journal'),
      warehouse: wrap(deps.warehouse, 'warehouse'),
      tables: wrap(deps.tables, 'tables'),
    },
    calls,
  };
}

import type { Deps } from '../deps/deps.ts';
import { taskKey, tasksNamed } from '../task/bundle.ts';
import type { JobTask } from '../task/readTasks.ts';

/** Which versions of task files were handed over by bundles: those files stay until their follow-ups are done. */
export interface HandedOver {
  /** Those of the tasks that still have to be looked after. One that was written again since is a version of its own. */
  without(tasks: readonly JobTask[]): Promise<JobTask[]>;
  /** These were handed over just now. */
  note(tasks: readonly JobTask[]): void;
}

/**
 * What a run remembers of its own, and what lay in `_bqtail_/` when it first found tasks: a listing more for a run with something
 * in flight, and none for another. A task whose bundle has vanished is handed over again by the next run.
 */
export function createHandedOver({ tasks: store }: Pick<Deps, 'tasks'>): HandedOver {
  const known = new Set<string>();
  let isRead = false;

  async function read(): Promise<void> {
    for await (const page of store.due()) {
      for (const { place, metadata } of page)
        for (const task of tasksNamed(place.name, metadata)) known.add(taskKey(task));
    }
    isRead = true;
  }

  const keyOf = ({ job: { jobId }, generation }: JobTask): string => taskKey({ jobId, generation });

  return {
    async without(tasks) {
      if (tasks.length === 0) return [];
      if (!isRead) await read();
      return tasks.filter((task) => !known.has(keyOf(task)));
    },
    note(tasks) {
      for (const task of tasks) known.add(keyOf(task));
    },
  };
}

import type { ObjectPlace, ObjectStore } from '../storage/objectStore.ts';

/** A version of a task file, and the place whose new objects trigger tail. */
interface Asked {
  from: ObjectPlace & { generation: string };
  to: ObjectPlace;
}

/**
 * Moves a task file to where it triggers its follow-up, and each version of it once. While deletions are refused, a task file stays
 * that was copied: another copy would be another event each time dispatch runs. That object is asked for again when it is stale, at
 * growing intervals. An object of an earlier version is overwritten. Removes no version but the one that was copied: the follow-up
 * may have written the task again by then.
 */
export async function askOnce({ from, to }: Asked, objects: ObjectStore): Promise<void> {
  if (!(await objects.copyNew(from, to))) {
    const [task, due] = await Promise.all([objects.stat(from), objects.stat(to)]);
    if (task?.generation !== from.generation) return;
    // Copied or touched since this version was written: an event came after it, or is on its way.
    const isAsked = due !== undefined && due.created > task.created;
    if (!isAsked && !(await objects.copy(from, to, from.generation))) return;
  }
  await objects.remove(from, from.generation);
}

import type { Deps } from '../deps/deps.ts';
import type { TaskEntry } from '../task/taskStore.ts';

/** Nobody has taken the task further for so long that whoever was to do it must have died. */
export function isStale({ created }: TaskEntry, { settings, clock }: Pick<Deps, 'settings' | 'clock'>): boolean {
  return clock.now().getTime() - created.getTime() > settings.staleTaskSec * 1000;
}

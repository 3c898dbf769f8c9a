import type { Deps } from '../deps/deps.ts';
import { batchTask, type WaitingWindow } from '../task/windowStore.ts';

/**
 * Hands a window whose time has come to tail. One that lies there long after that was handed over before, and its task file
 * could not be removed, as under a retention policy: once it is done, only that is tried again.
 */
export async function handOverWindow(window: WaitingWindow, deps: Deps): Promise<void> {
  const { windowTasks, windows, clock, settings } = deps;
  const id = batchTask(window.name)?.id;
  const isLate = clock.now().getTime() - window.due.getTime() > settings.staleTaskSec * 1000;
  const isDone = isLate && id !== undefined && (await windows.find(id))?.state === 'done';
  await (isDone ? windowTasks.discard(window) : windowTasks.makeDue(window));
}

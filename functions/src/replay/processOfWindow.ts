import type { Deps } from '../deps/deps.ts';
import type { Process } from '../model/process.ts';

/** The process that loaded the files of a window; undefined where they still wait for its end. */
export async function processOfWindow(
  windowId: string,
  { windows, journal }: Pick<Deps, 'windows' | 'journal'>,
): Promise<Process | undefined> {
  const window = await windows.find(windowId);
  return window && journal.get(window.owner);
}

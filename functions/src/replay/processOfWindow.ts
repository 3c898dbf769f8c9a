import type { Deps } from '../deps/deps.ts';
import type { Failure } from '../failure/failure.ts';
import { readable } from '../journal/readable.ts';
import { trailExpired } from '../journal/trailExpired.ts';
import { isUnfinished } from '../journal/windowRecord.ts';
import type { Process } from '../model/process.ts';

/** The process that loaded the files of a window, or why it cannot be read; undefined where they still wait for its end. */
export async function processOfWindow(
  windowId: string,
  { windows, journal }: Pick<Deps, 'windows' | 'journal'>,
): Promise<Process | Failure | undefined> {
  const window = await windows.find(windowId);
  const process = window && (await readable(journal.get(window.owner)));
  return process ?? (isUnfinished(window) ? undefined : trailExpired());
}

import { newestVersions } from '../batch/newestVersions.ts';
import { defined } from '../common/defined.ts';
import type { Deps } from '../deps/deps.ts';
import type { Opened } from '../journal/journal.ts';
import type { WindowRecord } from '../journal/windowRecord.ts';
import { reservedPrefix } from '../model/places.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { ingest } from '../process/ingest.ts';
import type { Invocation } from '../process/invocation.ts';
import { claimantOf } from '../process/underClaim.ts';
import { loadJobsFor, newProcess } from './newProcess.ts';

interface DueWindow {
  windowId: string;
  invocation: Invocation;
}

/** The clocks of two machines in Google's cloud differ by far less. */
const CLOCK_SKEW_MS = 5_000;

/**
 * Closes a window and starts the process of its files, under the event ID of the file that opened it. Whoever dies on the
 * way, the next one, or one that does the same at the same time, gets the same process with the same files: what a closed
 * window holds stays as it is. Answers undefined where there is no such window: only its ID is taken from the object's
 * name, which anybody may have uploaded.
 */
export async function closeWindow(due: DueWindow, deps: Deps): Promise<TailAnswer | undefined> {
  const { windows, windowTasks, clock } = deps;
  const { windowId, invocation } = due;
  const window = await windows.close(windowId, new Date(clock.now().getTime() + CLOCK_SKEW_MS));
  if (window === undefined) return undefined;
  if (window.state === 'open') {
    await windowTasks.write(window);
    await removeAsked(invocation, deps);
    return { ...aboutWindow(window), status: 'duplicate', message: `window ${window.id} is still open` };
  }
  // Of a window that is done, and whose process is not there, the trail has expired.
  const begun = window.state === 'closed' ? await begin(window, invocation, deps) : await begunBefore(window, deps);
  if (window.state === 'closed') await windows.finish(window.id);
  if (begun === undefined && window.group) await deps.groups.leave(window.group.id, window.id);
  const answer = begun
    ? await ingest(begun, invocation, deps)
    : { ...aboutWindow(window), status: 'ok' as const, message: EMPTY };
  await Promise.all([windowTasks.removeWaiting(window), removeAsked(invocation, deps)]);
  return answer;
}

/** Removes the version of the object that asked for the window, whatever its name is. A newer one asks again, by an event of its own. */
async function removeAsked({ file }: Invocation, { objects }: Deps): Promise<void> {
  if (reservedPrefix(file.name)) await objects.remove(file, file.generation);
}

const EMPTY = 'the window has no files any more';

const aboutWindow = ({ owner, rule, destination }: WindowRecord) => ({
  eventId: owner,
  process: owner,
  rule: rule.url,
  destTable: destination,
});

/** The process of a window that another invocation came so far with; undefined where its trail has expired. */
async function begunBefore({ owner }: WindowRecord, { journal }: Deps): Promise<Opened | undefined> {
  const process = await journal.get(owner);
  return process && { process, isAbandoned: false };
}

/** Creates the process of a closed window; undefined where the trail of its files has expired. */
async function begin(window: WindowRecord, invocation: Invocation, deps: Deps): Promise<Opened | undefined> {
  const { windows, journal } = deps;
  const files = await windows.files(window.id);
  const [first, ...others] = newestVersions(files);
  if (first === undefined) return undefined;
  const newest = new Set([first, ...others]);
  await journal.supersede(
    files.filter((file) => !newest.has(file)),
    deps.clock.now(),
  );
  const loadJobs = await loadJobsFor(window.rule, deps);
  const { owner, rule, group: { id } = {} } = window;
  const group = id === undefined ? undefined : { id, windowId: window.id };
  const process = newProcess(
    { processId: owner, rule, files: [first, ...others], loadJobs, ...defined({ group }) },
    deps,
  );
  return journal.open(process, claimantOf(invocation, deps));
}

import type { Deps } from '../../functions/src/deps/deps.ts';
import { dispatch } from '../../functions/src/dispatch/dispatch.ts';
import { Failure } from '../../functions/src/failure/failure.ts';
import type { DispatchRun } from '../../functions/src/model/dispatchRun.ts';
import type { SourceFile } from '../../functions/src/model/sourceFile.ts';
import type { TailAnswer } from '../../functions/src/model/tailAnswer.ts';
import type { OwnWorld } from './ownWorld.ts';

/** The platform waits ten seconds before it delivers an event for the second time. */
const REDELIVERY_MS = 10_000;
/** Longer than a claim holds and than a task may stay as it is. */
const IDLE_MS = 2 * 60_000;
/** Longer than the first hold on a destination whose quota is used up. */
const HOLD_MS = 11 * 60_000;

/** A process that takes so many rounds does not end. */
const MOST_ROUNDS = 150;

export interface Carried {
  answers: TailAnswer[];
  /** What invocations of tail and dispatch rejected with. */
  rejections: unknown[];
  /** How often the event was rejected that was rejected most often, but not since somebody else was at its process. */
  failures: number;
}

interface PendingEvent {
  file: SourceFile;
  failures: number;
}

/**
 * Does what the platform does until nothing is left to be done: delivers the event of a file, delivers again what tail
 * rejects, runs dispatch, delivers the events of what that makes due. It becomes as late as is needed for something to
 * happen, and no later.
 */
export async function carryThrough(world: OwnWorld, file: SourceFile, deps: Deps = world.deps): Promise<Carried> {
  const carried: Carried = { answers: [], rejections: [], failures: 0 };
  let pending: PendingEvent[] = [{ file, failures: 0 }];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const again = await deliverAll(pending, carried, (version) => world.deliver(version, deps));
    const run = await dispatch(deps).catch((error: unknown) => {
      carried.rejections.push(error);
      return undefined;
    });
    const due = await world.followUps();
    pending = [...again, ...due.map((version) => ({ file: version, failures: 0 }))];
    if (again.length > 0 || carried.answers.at(-1)?.status === 'duplicate') world.advance(REDELIVERY_MS);
    if (pending.length > 0) continue;
    if (!(await world.isBusy())) return carried;
    world.advance(idleMs(run));
  }
  throw new Error(`${file.name} has not come to its end: ${[...carried.rejections, JSON.stringify(carried.answers)]}`);
}

/** Answers the events that have to be delivered again. */
async function deliverAll(
  events: readonly PendingEvent[],
  carried: Carried,
  deliver: (file: SourceFile) => Promise<TailAnswer>,
): Promise<PendingEvent[]> {
  const again: PendingEvent[] = [];
  for (const { file, failures } of events) {
    try {
      carried.answers.push(await deliver(file));
    } catch (error) {
      const event = { file, failures: failures + (isClaimed(error) ? 0 : 1) };
      carried.rejections.push(error);
      carried.failures = Math.max(carried.failures, event.failures);
      again.push(event);
    }
  }
  return again;
}

const isClaimed = (error: unknown): boolean => error instanceof Failure && error.reason === 'claimed';

/** How long nothing is going to happen; a job that runs takes real time. */
function idleMs(run: DispatchRun | undefined): number {
  const counts = Object.values(run?.projects ?? {});
  if (counts.some(({ running, pending }) => running + pending > 0)) return 0;
  return (run?.waiting ?? 0) > 0 ? HOLD_MS : IDLE_MS;
}

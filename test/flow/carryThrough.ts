import type { Deps } from '../../functions/src/deps/deps.ts';
import { eventIdOf } from '../../functions/src/model/eventId.ts';
import type { SourceFile } from '../../functions/src/model/sourceFile.ts';
import type { TailAnswer } from '../../functions/src/model/tailAnswer.ts';
import { untilOneEnds } from './faults.ts';
import type { OwnWorld } from './ownWorld.ts';

/** The platform waits ten seconds before it delivers an event for the second time. */
const REDELIVERY_MS = 10_000;

/** A process that takes so many rounds does not end. */
const MOST_ROUNDS = 150;

export interface Carried {
  answers: TailAnswer[];
  /** What invocations of tail rejected with: those events were delivered again. */
  rejections: unknown[];
  /** What runs of dispatch rejected with. */
  failedRuns: unknown[];
}

/**
 * Does what the platform does until the process of a file has ended and nothing is left to be done: delivers its event,
 * delivers again what tail rejects, runs dispatch, delivers the events of what that makes due. It becomes as late as is needed
 * for something to happen, and no later.
 */
export async function carryThrough(world: OwnWorld, file: SourceFile, deps: Deps = world.deps): Promise<Carried> {
  const carried: Carried = { answers: [], rejections: [], failedRuns: [] };
  let pending = [file];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const again = await deliverAll(pending, carried, (version) => world.deliver(version, deps));
    await untilOneEnds(`--${eventIdOf(file)}_`);
    const run = await world.runDispatch(deps).catch((error: unknown) => {
      carried.failedRuns.push(error);
      return undefined;
    });
    const { due, waiting, isBusy } = await world.look();
    pending = [...again, ...due];
    if (again.length > 0) world.advance(REDELIVERY_MS);
    if (pending.length > 0) continue;
    if (!isBusy && (await hasEnded(world, file))) return carried;
    await world.passTime(run, waiting);
  }
  throw new Error(`${file.name} has not come to its end: ${[...carried.rejections, JSON.stringify(carried.answers)]}`);
}

async function hasEnded(world: OwnWorld, file: SourceFile): Promise<boolean> {
  const process = await world.process(file);
  return process !== undefined && process.status !== 'running';
}

/** Answers the events that have to be delivered again. */
async function deliverAll(
  events: readonly SourceFile[],
  { answers, rejections }: Carried,
  deliver: (file: SourceFile) => Promise<TailAnswer>,
): Promise<SourceFile[]> {
  const again: SourceFile[] = [];
  for (const file of events) {
    try {
      answers.push(await deliver(file));
    } catch (error) {
      rejections.push(error);
      again.push(file);
    }
  }
  return again;
}

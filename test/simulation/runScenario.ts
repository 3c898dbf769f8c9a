import { checkActions } from './oracle/checkActions.ts';
import { checkBooks } from './oracle/checkBooks.ts';
import { checkBounds } from './oracle/checkBounds.ts';
import { checkEnd } from './oracle/checkEnd.ts';
import { checkErrors } from './oracle/checkErrors.ts';
import { checkGroups } from './oracle/checkGroups.ts';
import { checkHistory } from './oracle/checkHistory.ts';
import { checkRows } from './oracle/checkRows.ts';
import { processesOf } from './oracle/ledger.ts';
import type { Problem } from './oracle/problem.ts';
import { watchBundles } from './oracle/watchBundles.ts';
import { watchClaims } from './oracle/watchClaims.ts';
import { watchRemovals } from './oracle/watchRemovals.ts';
import { watchTasks } from './oracle/watchTasks.ts';
import type { Scenario } from './scenario/scenario.ts';
import { createWorld } from './world/createWorld.ts';
import { horizonOf, unfinished } from './world/unfinished.ts';
import type { World } from './world/world.ts';

export interface Outcome {
  problems: readonly Problem[];
  /** Invocations of tail. */
  invocations: number;
  requests: number;
  /** How long it took in the scenario's time, in milliseconds. */
  lastedMs: number;
}

const MINUTE_MS = 60_000;

/** Events come late by as much as this. */
const LATE_MS = 40 * MINUTE_MS;

const isLate = (world: World): boolean => unfinished(world).some((text) => /^\d+ events$/.test(text));

/** What was frozen may go on for so long when it wakes. */
const AFTERMATH_MS = 10 * MINUTE_MS;

/** It may leave a task that waits for a hold to end, though its process is done: no hold lasts longer. */
const LONGEST_HOLD_MS = 60 * MINUTE_MS;

/** Lets everything happen, and looks at what came of it. */
export async function runScenario(scenario: Scenario, trace?: (line: string) => void): Promise<Outcome> {
  const world: World = createWorld(scenario, trace && ((line) => trace(`${timeText(world.now())} ${line()}`)));
  const removed = watchRemovals(world);
  const claims = watchClaims(world);
  const tasks = watchTasks(world);
  const bundles = watchBundles(world);
  const { clock } = world.cloud;
  const start = clock.time() - world.now();
  const pass = (ms: number) => clock.passUntil(start + world.now() + ms);
  const horizon = horizonOf(scenario);
  const lastPlanned = Math.max(0, ...scenario.uploads.map(({ at }) => at));
  // Events may be late, and what follows from them.
  while (world.now() < horizon || (world.now() < horizon + LATE_MS && isLate(world))) {
    await pass(MINUTE_MS);
    if (world.now() > lastPlanned && areTroublesOver(world) && unfinished(world).length === 0) break;
  }
  world.tail.thaw();
  await pass(AFTERMATH_MS);
  const latest = world.now() + LONGEST_HOLD_MS;
  while (world.now() < latest && unfinished(world).length > 0) await pass(MINUTE_MS);
  const processes = processesOf(world);
  const problems = [
    ...checkErrors(world),
    ...removed,
    ...claims,
    ...tasks,
    ...bundles,
    ...checkEnd(world),
    ...checkBooks(world, processes),
    ...checkRows(world, processes),
    ...checkActions(world, processes),
    ...checkGroups(world, processes),
    ...checkHistory(world, processes),
    ...checkBounds(world),
  ];
  return {
    problems,
    invocations: world.invocations,
    requests: [...world.requests.values()].reduce((sum, count) => sum + count, 0),
    lastedMs: world.now(),
  };
}

const areTroublesOver = ({ scenario, now }: World): boolean =>
  scenario.troubles.every(
    (trouble) => !('until' in trouble) || trouble.until <= now() || trouble.kind === 'lostEvents',
  );

const timeText = (ms: number): string => `${(ms / 1000).toFixed(3).padStart(10)} s`;

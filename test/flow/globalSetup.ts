import type { TestProject } from 'vitest/node';
import { preflight } from '../../emulators/world/preflight.ts';
import { startWorld, type World } from '../../emulators/world/startWorld.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The run folder of the local world: its logs. */
    runDir: string;
  }
}

/** Long enough for a job to be seen running, short enough not to be waited for. */
const JOB_LATENCY_MS = 300;
/** Most tests wait for a tick. */
const TICK_MS = 1_000;

/**
 * Starts the local world once for all flow tests, and ends it after them; the run folder stays where a test failed. With
 * `BQTAIL_WORLD=‹run folder›` the tests run in the world that `npm run emulators` has up, which names its run folder.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env['BQTAIL_WORLD'];
  if (running) {
    project.provide('runDir', running);
    return async () => undefined;
  }
  const world: World = await startWorld({ choice: await preflight(), jobLatencyMs: JOB_LATENCY_MS, tickMs: TICK_MS });
  project.provide('runDir', world.runDir);
  return async () => {
    const hasFailed = project.vitest.state.getCountOfFailedTests() > 0;
    await world.stop({ hasFailed });
    if (hasFailed) console.error(`The logs of the local world are kept in ${world.runDir}`);
  };
}

import { runScenario } from './runScenario.ts';
import { makeScenario } from './scenario/makeScenario.ts';
import type { Scenario } from './scenario/scenario.ts';
import type { Result } from './workerProtocol.ts';

/** A scenario that breaks off is a problem, too: of the simulation, or of what it simulates. */
export async function runSafely(scenario: Scenario, trace?: (line: string) => void): Promise<Omit<Result, 'seed'>> {
  const started = performance.now();
  const took = () => ({ tookMs: performance.now() - started });
  try {
    const { problems, invocations, requests } = await runScenario(scenario, trace);
    return { problems, invocations, requests, ...took() };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { problems: [{ check: 'simulation', text }], invocations: 0, requests: 0, ...took() };
  }
}

export const runSeed = async (seed: number): Promise<Result> => ({ seed, ...(await runSafely(makeScenario(seed))) });

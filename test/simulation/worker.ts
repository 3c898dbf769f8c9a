// Runs the scenarios of the seeds that it is sent, one after the other. A planted fault is planted before anything else is loaded.
import { parentPort, workerData } from 'node:worker_threads';
import { plant } from './mutants/plant.ts';
import type { Result, Setup } from './workerProtocol.ts';

const { mutant } = workerData as Setup;
if (mutant) plant(mutant);
const { runSeed } = await import('./runSeed.ts');
parentPort?.on('message', (seed: number) => {
  void runSeed(seed).then((result: Result) => parentPort?.postMessage(result));
});

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Result, Setup } from './workerProtocol.ts';

interface Options extends Setup {
  seeds: readonly number[];
  /** Told of each result as it comes; answers whether that is enough. */
  onResult?: (result: Result) => boolean | undefined;
}

/** Runs the seeds on all cores; answers the results in the order of the seeds. */
export async function runSeeds({ seeds, onResult, ...setup }: Options): Promise<Result[]> {
  const waiting = [...seeds];
  const results: Result[] = [];
  const count = Math.min(availableParallelism(), seeds.length);
  await Promise.all(Array.from({ length: count }, () => runWorker()));
  return results.sort((a, b) => a.seed - b.seed);

  function runWorker(): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: setup });
      const next = (): void => {
        const seed = waiting.shift();
        if (seed === undefined) void worker.terminate().then(() => resolve());
        else worker.postMessage(seed);
      };
      worker.on('error', reject);
      worker.on('message', (result: Result) => {
        results.push(result);
        if (onResult?.(result)) waiting.length = 0;
        next();
      });
      next();
    });
  }
}

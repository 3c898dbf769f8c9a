import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { createSemaphore } from '../engine/semaphore.ts';
import type { LoadTask, LoadTaskResult } from './loadTask.ts';
import type { WorkerAnswer } from './loadWorker.ts';

/** Threads that check the rows of load jobs, so that the server goes on answering meanwhile. */
export interface LoadWorkers {
  run(task: LoadTask): Promise<LoadTaskResult>;
  close(): Promise<void>;
}

const THREADS = Math.max(1, Math.min(2, availableParallelism() - 1));

/** A thread's heap: a row may have 100 MB, and the server as a whole has to stay below 1 GB. */
const HEAP_MB = 256;

export function createLoadWorkers(): LoadWorkers {
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const place = createSemaphore(THREADS);
  let lastId = 0;

  function start(): Worker {
    const worker = new Worker(new URL('loadWorker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    all.add(worker);
    worker.unref();
    return worker;
  }

  return {
    run: (task) =>
      place(async () => {
        const worker = idle.pop() ?? start();
        lastId += 1;
        try {
          const result = await ask(worker, { id: lastId, task });
          idle.push(worker);
          return result;
        } catch (error) {
          all.delete(worker);
          await worker.terminate();
          throw error;
        }
      }),
    async close() {
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}

function ask(worker: Worker, question: { id: number; task: LoadTask }): Promise<LoadTaskResult> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => settle(() => reject(error));
    const exit = (): void => fail(new Error('The worker thread of a load job ended'));
    const answer = (message: WorkerAnswer<LoadTaskResult>): void => {
      if (message.id !== question.id) return;
      settle(() => ('failed' in message ? reject(new Error(message.failed)) : resolve(message.result)));
    };
    function settle(finish: () => void): void {
      worker.off('message', answer).off('error', fail).off('exit', exit);
      finish();
    }
    worker.on('message', answer).on('error', fail).on('exit', exit);
    worker.postMessage(question);
  });
}

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import { ApiError } from '../errors/apiError.ts';
import { JobError } from '../errors/jobError.ts';
import type { WorkerAnswer, WorkerFailure, WorkerQuestion, WorkerTask } from './loadWorker.ts';
import type { DetectTask, DetectTaskResult } from './task/detectTask.ts';
import type { LoadTask, LoadTaskResult } from './task/loadTask.ts';

/**
 * Threads that check the rows of load jobs, so that the server goes on answering meanwhile. Tasks throw ApiError
 * `notImplemented` for data that the stub does not support, and JobError `resourcesExceeded` where memory does not suffice.
 */
export interface LoadWorkers {
  /** Checks rows and writes them for DuckDB. */
  load(task: LoadTask): Promise<LoadTaskResult>;
  /** Finds out a schema. */
  detect(task: DetectTask): Promise<DetectTaskResult>;
  close(): Promise<void>;
}

const THREADS = Math.max(1, Math.min(2, availableParallelism() - 1));

/** A thread's heap: a row may have 100 MB, and the server as a whole has to stay below 1 GB. */
const HEAP_MB = 256;

export function createLoadWorkers(): LoadWorkers {
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const place = pLimit(THREADS);
  let lastId = 0;

  function start(): Worker {
    const worker = new Worker(new URL('loadWorker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    all.add(worker);
    worker.unref();
    return worker;
  }

  const run = (work: WorkerTask): Promise<unknown> =>
    place(async () => {
      const worker = idle.pop() ?? start();
      lastId += 1;
      try {
        const result = await ask(worker, { id: lastId, work });
        idle.push(worker);
        return result;
      } catch (error) {
        if (error instanceof TaskFailed) idle.push(worker);
        else all.delete(worker);
        throw jobErrorOf(error);
      }
    });

  return {
    load: (task) => run({ kind: 'load', task }) as Promise<LoadTaskResult>,
    detect: (task) => run({ kind: 'detect', task }) as Promise<DetectTaskResult>,
    async close() {
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}

/** The task failed, and the thread is as good as before. */
class TaskFailed extends Error {
  readonly isUnsupported: boolean;

  constructor({ failed, isUnsupported }: WorkerFailure) {
    super(failed);
    this.isUnsupported = isUnsupported;
  }
}

function jobErrorOf(error: unknown): unknown {
  if (error instanceof TaskFailed && error.isUnsupported) return new ApiError(400, 'notImplemented', error.message);
  return isOutOfMemory(error) ? OUT_OF_MEMORY : error;
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

const OUT_OF_MEMORY = new JobError({
  reason: 'resourcesExceeded',
  message: 'Resources exceeded during query execution: a row, or a block of an Avro file, does not fit into memory.',
});

function ask(worker: Worker, question: WorkerQuestion): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => settle(() => reject(error));
    const exit = (): void => fail(new Error('The worker thread of a load job ended'));
    const answer = (message: WorkerAnswer): void => {
      if (message.id !== question.id) return;
      settle(() => ('failed' in message ? reject(new TaskFailed(message)) : resolve(message.result)));
    };
    function settle(finish: () => void): void {
      worker.off('message', answer).off('error', fail).off('exit', exit);
      finish();
    }
    worker.on('message', answer).on('error', fail).on('exit', exit);
    worker.postMessage(question);
  });
}

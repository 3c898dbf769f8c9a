import { parentPort } from 'node:worker_threads';
import { isUnsupported } from '../errors/apiError.ts';
import { detectFields } from './detect/detectFields.ts';
import { runLoadTask } from './runLoadTask.ts';
import type { DetectTask } from './task/detectTask.ts';
import type { LoadTask } from './task/loadTask.ts';

export type WorkerTask = { kind: 'load'; task: LoadTask } | { kind: 'detect'; task: DetectTask };

export interface WorkerQuestion {
  id: number;
  work: WorkerTask;
}

/** What a worker answers a task with. */
export type WorkerAnswer = { id: number; result: unknown } | WorkerFailure;

export interface WorkerFailure {
  id: number;
  failed: string;
  /** Whether the stub, and not the data, is at fault. */
  isUnsupported: boolean;
}

const run = (work: WorkerTask): Promise<unknown> =>
  work.kind === 'load' ? runLoadTask(work.task) : detectFields(work.task);

// The other end of this thread: one task at a time, one answer a task.
parentPort?.on('message', ({ id, work }: WorkerQuestion) => {
  void run(work)
    .then((result): WorkerAnswer => ({ id, result }))
    .catch(
      (error: unknown): WorkerAnswer => ({
        id,
        failed: error instanceof Error ? error.message : String(error),
        isUnsupported: isUnsupported(error),
      }),
    )
    .then((answer) => parentPort?.postMessage(answer));
});

import { parentPort } from 'node:worker_threads';
import type { LoadTask } from './loadTask.ts';
import { runLoadTask } from './runLoadTask.ts';

/** What a worker answers a task with. */
export type WorkerAnswer<Result> = { id: number; result: Result } | { id: number; failed: string };

// The other end of this thread: one task at a time, one answer a task.
parentPort?.on('message', ({ id, task }: { id: number; task: LoadTask }) => {
  void runLoadTask(task)
    .then((result) => ({ id, result }))
    .catch((error: unknown) => ({ id, failed: error instanceof Error ? error.message : String(error) }))
    .then((answer) => parentPort?.postMessage(answer));
});

import type { TaskStore } from '../task/taskStore.ts';

/** A task store that notices whether somebody has answered for the task of a job: its task file was removed, or written again. */
export function answersFor(wanted: string, tasks: TaskStore): { tasks: TaskStore; isAnsweredFor: () => boolean } {
  let isAnsweredFor = false;
  const note = (jobId: string): void => {
    isAnsweredFor ||= jobId === wanted;
  };
  return {
    isAnsweredFor: () => isAnsweredFor,
    tasks: {
      ...tasks,
      async write(job, options) {
        await tasks.write(job, options);
        note(job.jobId);
      },
      async postpone(jobId, wait) {
        await tasks.postpone(jobId, wait);
        note(jobId);
      },
      async remove(jobId) {
        await tasks.remove(jobId);
        note(jobId);
      },
    },
  };
}

import type { Walk } from './walk.ts';

/** Removes the task files that nobody needs any more; the one of the job that is waited for stays. */
export async function putAway({ deps, tasks }: Walk, waitsFor?: string): Promise<void> {
  await Promise.all([...tasks].filter((jobId) => jobId !== waitsFor).map((jobId) => deps.tasks.remove(jobId)));
}

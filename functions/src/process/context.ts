import type { Deps } from '../deps/deps.ts';
import type { Failure } from '../failure/failure.ts';
import type { JobReference } from '../model/job.ts';
import type { Process } from '../model/process.ts';
import type { Invocation } from './invocation.ts';

/** One invocation's way through a process. */
export interface Context {
  deps: Deps;
  /** A job of the process that was submitted before, so that BigQuery is asked rather than told. */
  submitted?: string;
  /** The job whose task file woke the invocation. */
  wokenBy?: string;
  /** The generation of that task file. */
  wokenByVersion?: string;
  /** Until when it may wait for jobs; an invocation in async mode never waits. */
  waitUntil?: Date;
  /** What its log line is to tell, besides what the journal keeps. */
  notes: string[];
  /** The jobs whose task files it found or wrote: to be put away once nobody needs them. */
  tasks: Set<string>;
}

export const newContext = (deps: Deps, wokenBy?: string): Context => ({
  deps,
  notes: [],
  tasks: new Set(wokenBy === undefined ? [] : [wokenBy]),
  ...(wokenBy === undefined ? {} : { wokenBy, submitted: wokenBy }),
});

/** Kept back for the actions and the journal once a job is done. */
const RESERVE_MS = 60_000;

/** How long an invocation may wait for the jobs of a process in sync mode. */
export const jobDeadline = ({ plan }: Process, { deadline }: Invocation): Pick<Context, 'waitUntil'> =>
  plan.mode === 'sync' ? { waitUntil: new Date(deadline.getTime() - RESERVE_MS) } : {};

/** How far a process got. */
export interface Progress {
  process: Process;
  /** The job that has to be done before it goes on. */
  waitsFor?: JobReference;
  /** Why it cannot go on; the failed step is among those of the process. */
  failure?: Failure;
}

/** The process cannot go on, now or at all. */
export const isBlocked = ({ waitsFor, failure }: Progress): boolean => waitsFor !== undefined || failure !== undefined;

/** Removes the task files that nobody needs any more; the one of the job that is waited for stays. */
export async function removeTasks({ deps, tasks }: Context, waitsFor?: string): Promise<void> {
  await Promise.all([...tasks].filter((jobId) => jobId !== waitsFor).map((jobId) => deps.tasks.remove(jobId)));
}

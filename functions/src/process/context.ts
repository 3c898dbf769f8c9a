import { defined } from '../common/defined.ts';
import type { Deps } from '../deps/deps.ts';
import type { Failure } from '../failure/failure.ts';
import type { Claim } from '../journal/claim.ts';
import type { JobReference } from '../model/job.ts';
import { nextStep, type Process, type Step } from '../model/process.ts';
import type { Invocation } from './invocation.ts';

/** What one invocation knows and may do while it works on a process. */
export interface Context {
  deps: Deps;
  /** The right to work on the process: everything that is written to its journal goes through it. */
  claim: Claim;
  invocation: Invocation;
  /** The process as the journal holds it by now; the functions that write to the journal keep it up to date. */
  latest: Process;
  /** The job whose task file woke the invocation, or a bundle that names it. */
  wokenBy?: string;
  /** The version of that job's due task that did; missing where a bundle did, which is about others as well. */
  due?: string;
  /** Until when it may wait for jobs; an invocation in async mode never waits. */
  waitUntil?: Date;
  /** A job that this invocation asked for and that is not known to have ended: it may still write. */
  openJob?: string;
  /** The step whose job somebody before this invocation may have submitted. */
  uncertainStep?: number;
  /** The step that was written with the claim. */
  recorded?: Step;
  /** What its log line is to tell, besides what the journal keeps. */
  notes: string[];
  /** The jobs whose task files it found or wrote: to be removed once nobody needs them. */
  tasks: Set<string>;
}

interface Start {
  process: Process;
  claim: Claim;
  invocation: Invocation;
  wokenBy?: string;
  due?: string | undefined;
  /** This invocation has just created the process. */
  isNew?: boolean;
  /** The step that was written with the claim. */
  recorded?: Step | undefined;
}

export function newContext(
  { process, claim, invocation, wokenBy, due, isNew = false, recorded }: Start,
  deps: Deps,
): Context {
  const isSync = process.plan.mode === 'sync';
  // Before its step is in the journal, no job after it is submitted.
  const uncertainStep = isNew || recorded ? undefined : nextStep(process);
  return {
    deps,
    claim,
    invocation,
    latest: process,
    notes: [],
    tasks: new Set(wokenBy === undefined ? [] : [wokenBy]),
    ...defined({
      wokenBy,
      due,
      recorded,
      uncertainStep,
      waitUntil: isSync ? invocation.waitUntil : undefined,
    }),
  };
}

/** No job of the next step can have been submitted: what it is to be is only worked out now, or it is none. */
export function noteNoJob(context: Context): void {
  delete context.openJob;
  delete context.uncertainStep;
}

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

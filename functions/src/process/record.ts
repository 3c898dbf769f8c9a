import { briefNotes } from '../journal/briefNotes.ts';
import { type PlannedJob, type Process, type Step, type TakenOut, withStep } from '../model/process.ts';
import type { Context } from './context.ts';

/**
 * Adds a step to the journal, or replaces the one with its number; answers the process as it is then. One that is deferred is
 * written with whatever is written next.
 */
export async function recordStep(process: Process, step: Step, context: Context, isDeferred = false): Promise<Process> {
  const now = context.deps.clock.now();
  await context.claim.addStep(step, now, isDeferred);
  return keep(withStep(process, step, now), context);
}

/** Keeps jobs that were worked out, so that whoever resumes the process runs the same. */
export async function recordJobs(
  process: Process,
  { path, jobs }: { path: string; jobs: readonly PlannedJob[] },
  context: Context,
): Promise<Process> {
  await context.claim.addJobs(path, jobs);
  return keep({ ...process, jobs: { ...process.jobs, [path]: jobs } }, context);
}

/** Keeps what a reader of the trail should know of what is no step. */
export async function recordNotes(process: Process, notes: readonly string[], context: Context): Promise<Process> {
  const said = briefNotes(notes);
  await context.claim.addNotes(said);
  return keep({ ...process, notes: [...new Set([...(process.notes ?? []), ...said])] }, context);
}

/** Keeps that sources were set aside, since they are empty. */
export async function recordEmpty(process: Process, empty: readonly TakenOut[], context: Context): Promise<Process> {
  await context.claim.addEmpty(empty);
  return keep({ ...process, empty }, context);
}

/** Keeps that sources are no more, by position. */
export async function recordSuperseded(
  process: Process,
  positions: readonly number[],
  context: Context,
): Promise<Process> {
  await context.claim.addSuperseded(positions);
  return keep({ ...process, superseded: [...(process.superseded ?? []), ...positions] }, context);
}

function keep(process: Process, context: Context): Process {
  context.latest = process;
  return process;
}

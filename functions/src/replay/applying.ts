import { jobIdOf } from '../bigquery/jobId.ts';
import type { Deps } from '../deps/deps.ts';
import type { Doing } from '../journal/replayRecords.ts';
import type { Waiting } from '../model/process.ts';
import type { Item } from './item.ts';
import type { PlanRequest } from './request.ts';

/**
 * What became of one thing. `already`: a call before this one did it. `later`: the time of this call is over. `failed`: a service
 * did not answer, and the next call tries again.
 */
export type Applied = { outcome: 'done' | 'already' | 'later' } | { outcome: 'changed' | 'failed'; why: string };

/** A plan that is being carried out. */
export interface Applying {
  /** The ID of the plan. */
  id: string;
  request: PlanRequest;
  /** Who began to carry it out, when, and why: times count from then. */
  begun: Doing;
  /** When the call has to have ended. */
  end: Date | undefined;
  /** Whether this call has just looked that each thing is as it was planned: what is written holds to that by itself. */
  isChecked: boolean;
}

export const changed = (why: string): Applied => ({ outcome: 'changed', why });

export const dueOf = ({ afterMs }: Item, { begun }: Applying): Date => new Date(begun.at.getTime() + afterMs);

/** What a process that is woken later waits for. */
export function waitingUntil(until: Date, { id, begun }: Applying, { clock }: Deps): { waiting?: Waiting } {
  if (until <= clock.now()) return {};
  return { waiting: { since: begun.at, until, times: 1, reason: 'replay', message: `its turn in replay ${id}` } };
}

/** Asks for the follow-up of a process, now or at its time. */
export async function wake(
  processId: string,
  { destination, due }: { destination: string; due: Date },
  { tasks, clock }: Deps,
): Promise<void> {
  const jobId = jobIdOf(destination, { processId, step: 0, action: 'replay', mode: 'nop' });
  if (due <= clock.now()) await tasks.wake(jobId);
  else await tasks.postpone(jobId, { notBefore: due, times: 1 });
}

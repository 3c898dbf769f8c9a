import { sha256 } from '../common/sha256.ts';

/**
 * Who sees to a job when it is done: dispatch, or the function that waits for it. `nop`: there is no job, the ID only names the task
 * file that brings a process back.
 */
export type JobMode = 'dispatch' | 'tail' | 'nop';

export interface JobName {
  processId: string;
  /** 1 for the load, counting up through the process. */
  step: number;
  /** What runs the job: an action, or `load`; lower-case letters. */
  action: string;
  mode: JobMode;
}

/**
 * BigQuery takes 1,024 characters for a job ID, Cloud Storage 1,024 bytes for an object name; a task file is named
 * `_bqtail_/‹job ID›.json`, which leaves less for the ID.
 */
const MAX_LENGTH = 1000;

/** No suffix and no hash begin before this. */
const LONGEST_START = 900;

/** What a step may be called in a job ID. */
export const ACTION_NAME = /^[a-z]{1,40}$/;

const NAME = /--(?<processId>[1-9]\d{0,18})_(?<step>\d{5})_(?<action>[a-z]{1,40})--(?<mode>dispatch|tail|nop)$/;

/**
 * The job ID of a step: `‹destination›--‹process ID›_‹step›_‹action›--‹mode›`. A function of its arguments, so that a step
 * submitted twice is one job. BigQuery takes letters, digits, `_` and `-`; anything else in the destination becomes `_`,
 * and a destination too long is cut, with a hash of the whole in its place. Throws where the action's name is none that
 * `parseJobId` would find again: the task of such a job would be taken for a stranger.
 */
export function jobIdOf(destination: string, { processId, step, action, mode }: JobName): string {
  if (!ACTION_NAME.test(action)) throw new Error(`no job ID can hold the action ${JSON.stringify(action)}`);
  const suffix = `--${processId}_${String(step).padStart(5, '0')}_${action}--${mode}`;
  const prefix = destination.replace(/[^\w-]/g, '_');
  if (prefix.length + suffix.length <= MAX_LENGTH) return prefix + suffix;
  const hash = sha256(destination, 16);
  return `${prefix.slice(0, MAX_LENGTH - suffix.length - hash.length - 1)}_${hash}${suffix}`;
}

/** What the job IDs of a step begin with, whatever its action; those of other steps may as well, where the destination is long. */
export function jobIdStart(destination: string, { processId, step }: Pick<JobName, 'processId' | 'step'>): string {
  const prefix = destination.replace(/[^\w-]/g, '_');
  const whole = `${prefix}--${processId}_${String(step).padStart(5, '0')}_`;
  return whole.length <= LONGEST_START ? whole : prefix.slice(0, LONGEST_START);
}

/** Process ID, step, action and mode of a job ID that `jobIdOf` made; undefined for any other. */
export function parseJobId(jobId: string): JobName | undefined {
  const { processId, step, action, mode } = NAME.exec(jobId)?.groups ?? {};
  if (!processId || !step || !action || !mode || /[^\w-]/.test(jobId)) return undefined;
  return { processId, step: Number(step), action, mode: mode as JobMode };
}

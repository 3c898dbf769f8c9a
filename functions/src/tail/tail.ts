import { parseJobId } from '../bigquery/jobId.ts';
import type { Deps } from '../deps.ts';
import type { SourceFile } from '../journal/process.ts';
import { gsUrl, isFolder, POST_JOB, reservedPrefix } from '../places.ts';
import { taskJobId } from '../task/taskStore.ts';
import type { TailAnswer } from './answer.ts';
import { followUp } from './followUp.ts';
import { startProcess } from './startProcess.ts';

/** One invocation: the object version that triggered it, and how long it may run. */
export interface Invocation {
  /** Unique for each invocation, also of the same event: names the owner of a claim. */
  id: string;
  file: SourceFile;
  /** When the invocation has to have ended. */
  deadline: Date;
}

/**
 * Handles one object of the trigger bucket: a data file starts a process, a task file resumes one. Ends with an answer,
 * or throws to have the event delivered again; may be called any number of times for the same event, also at once.
 */
export async function tail(invocation: Invocation, deps: Deps): Promise<TailAnswer> {
  const { bucket, name } = invocation.file;
  if (isFolder(name)) return { status: 'noMatch', message: 'a folder, as storage browsers create them' };
  const prefix = reservedPrefix(name);
  if (prefix === undefined) return startProcess(invocation, deps);
  const jobId = prefix === POST_JOB ? taskJobId(name, prefix) : undefined;
  const jobName = jobId === undefined ? undefined : parseJobId(jobId);
  if (jobId !== undefined && jobName) {
    const answer = await followUp({ jobId, eventId: jobName.eventId, by: invocation.id }, deps);
    if (answer) return answer;
  }
  const aside = await deps.tasks.setAside({ bucket, name });
  const message = `${gsUrl(bucket, name)} is no task of bqtail's: data files must not lie below ${prefix}; moved to ${aside}`;
  return { status: 'error', message, error: { kind: 'permanent', reason: 'notATask', message } };
}

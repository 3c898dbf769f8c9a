import { parseJobId } from '../bigquery/jobId.ts';
import type { Deps } from '../deps/deps.ts';
import { BATCH, gsUrl, isFolder, POST_JOB, reservedPrefix } from '../model/places.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import type { Invocation } from '../process/invocation.ts';
import { taskJobId } from '../task/taskStore.ts';
import { batchTask } from '../task/windowStore.ts';
import { closeWindow } from './closeWindow.ts';
import { finishGroup } from './finishGroup.ts';
import { followUp } from './followUp.ts';
import { startProcess } from './startProcess.ts';

/**
 * Handles one object of the trigger bucket: a data file starts a process, a task file resumes one. Ends with an answer,
 * or throws to have the event delivered again; may be called any number of times for the same event, also at once.
 */
export async function tail(invocation: Invocation, deps: Deps): Promise<TailAnswer> {
  const { bucket, name } = invocation.file;
  if (isFolder(name)) return { status: 'noMatch', message: 'a folder, as storage browsers create them' };
  const prefix = reservedPrefix(name);
  if (prefix === undefined) return startProcess(invocation, deps);
  const answer = await taskAnswer(prefix, invocation, deps);
  if (answer) return answer;
  const aside = await deps.tasks.setAside({ bucket, name });
  const message = `${gsUrl(bucket, name)} is no task of bqtail's: data files must not lie below ${prefix}; moved to ${aside}`;
  return { status: 'error', message, error: { kind: 'permanent', reason: 'notATask', message } };
}

/** What a task file is about, by its name; undefined where it is nothing that Firestore knows. */
async function taskAnswer(prefix: string, invocation: Invocation, deps: Deps): Promise<TailAnswer | undefined> {
  const { name } = invocation.file;
  if (prefix === POST_JOB) {
    const jobId = taskJobId(name, prefix);
    const job = jobId === undefined ? undefined : parseJobId(jobId);
    return jobId && job ? followUp({ jobId, eventId: job.processId, invocation }, deps) : undefined;
  }
  const task = prefix === BATCH ? batchTask(name) : undefined;
  if (task === undefined) return undefined;
  return task.kind === 'window'
    ? closeWindow({ windowId: task.id, invocation }, deps)
    : finishGroup({ groupId: task.id, invocation }, deps);
}

import { parseJobId } from '../bigquery/jobId.ts';
import type { Deps } from '../deps/deps.ts';
import { BATCH, gsUrl, isFolder, POST_JOB, RELOAD, reservedPrefix } from '../model/places.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import type { Invocation } from '../process/invocation.ts';
import { isBundle } from '../task/bundle.ts';
import { taskJobId } from '../task/taskStore.ts';
import { backOffMs } from '../task/wait.ts';
import { batchTask } from '../task/windowStore.ts';
import { closeWindow } from './closeWindow.ts';
import { finishGroup } from './finishGroup.ts';
import { followUp } from './followUp.ts';
import { followUpTogether } from './followUpTogether.ts';
import { putOff } from './putOff.ts';
import { startProcess } from './startProcess.ts';
import { takeInArrival } from './takeInArrival.ts';

/**
 * Handles one object of the trigger bucket: a data file starts a process, a task file resumes one. Ends with an answer; rejects,
 * to have the event delivered again, only where neither Firestore nor Cloud Storage can hold what has to be done. May be called
 * any number of times for the same event, also at once.
 */
export async function tail(invocation: Invocation, deps: Deps): Promise<TailAnswer> {
  const { bucket, name } = invocation.file;
  if (bucket !== deps.settings.triggerBucket) return foreign(bucket, deps);
  if (isFolder(name)) return { status: 'noMatch', message: 'a folder, as storage browsers create them' };
  const prefix = reservedPrefix(name);
  try {
    return await (prefix === undefined ? startProcess(invocation, deps) : carryOut(prefix, invocation, deps));
  } catch (error) {
    return putOffEvent(error, invocation, deps);
  }
}

/** Events come from the trigger bucket alone: whoever may invoke the function cannot have it load, or delete, in another. */
function foreign(bucket: string, { settings }: Deps): TailAnswer {
  const message = `the event names bucket ${bucket}, and the trigger bucket is ${settings.triggerBucket}: nothing is done; find out who sends it`;
  return { status: 'error', message, error: { kind: 'permanent', reason: 'foreignBucket', message } };
}

async function carryOut(prefix: string, invocation: Invocation, deps: Deps): Promise<TailAnswer> {
  const answer = await taskAnswer(prefix, invocation, deps);
  if (answer) return answer;
  const { bucket, name } = invocation.file;
  const aside = await deps.tasks.setAside({ bucket, name });
  const message = `${gsUrl(bucket, name)} is not a task of bqtail's; no data file may lie below ${prefix}; moved to ${aside}`;
  return { status: 'error', message, error: { kind: 'permanent', reason: 'notATask', message } };
}

/** What a task file is about, by its name; undefined where it is nothing that Firestore knows. */
async function taskAnswer(prefix: string, invocation: Invocation, deps: Deps): Promise<TailAnswer | undefined> {
  const { name } = invocation.file;
  if (prefix === RELOAD) return takeInArrival(invocation, deps);
  if (prefix === POST_JOB) {
    if (isBundle(name)) return followUpTogether(invocation, deps);
    const jobId = taskJobId(name, prefix);
    const job = jobId === undefined ? undefined : parseJobId(jobId);
    const due = invocation.file.generation;
    return jobId && job ? followUp({ jobId, processId: job.processId, invocation, due }, deps) : undefined;
  }
  const task = prefix === BATCH ? batchTask(name) : undefined;
  if (task === undefined) return undefined;
  return task.kind === 'window'
    ? closeWindow({ windowId: task.id, invocation }, deps)
    : finishGroup({ groupId: task.id, invocation }, deps);
}

/**
 * Puts off what could not be done now. A task file stays where it lies: dispatch asks for it again, after
 * longer and longer. A data file that has left no trace in Firestore yet waits as an arrival, or, where Cloud Storage does not take
 * that, in the ledger like one that came while rules were broken. What does not pass by itself is tried again as well, since
 * somebody may mend it; each time the log says so as an error.
 */
async function putOffEvent(error: unknown, invocation: Invocation, deps: Deps): Promise<TailAnswer> {
  const answer = putOff(error);
  const { file } = invocation;
  if (reservedPrefix(file.name) === undefined) {
    const now = deps.clock.now();
    const notBefore = new Date(now.getTime() + backOffMs(1, deps.random()));
    await deps.arrivals
      .postpone(file, { notBefore, times: 1, key: 'arrivals' })
      .catch(() => deps.journal.leave(file, { status: 'unruled', reason: answer.error.message }, now))
      .catch(() => {
        throw error;
      });
  }
  return answer;
}

import pMap from 'p-map';
import { parseJobId } from '../bigquery/jobId.ts';
import { counted } from '../common/counted.ts';
import type { Deps } from '../deps/deps.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import type { Invocation } from '../process/invocation.ts';
import type { TaskVersion } from '../task/bundle.ts';
import { answersFor } from './answersFor.ts';
import { followUp } from './followUp.ts';
import { putOff } from './putOff.ts';

/** An instance takes 80 events at once, and any of them may be a bundle. */
const CONCURRENCY = 4;

/**
 * No process is begun with after so long, in milliseconds: one whose actions are slow is not to keep the others waiting, and dispatch
 * is not to ask for the bundle again (`STALE_TASK_SEC`) while it is worked on.
 */
const LONGEST_MS = 30_000;

/** The first delivery comes within this time, in milliseconds; by a later one, much may have been done. */
const PROMPT_MS = 30_000;

/** `done`: the task needs nobody any more; `alone`: it has an object and an event of its own now; `left`: it could not be given them. */
type Outcome = 'done' | 'alone' | 'left' | 'unknown';

/**
 * Resumes the processes that a bundle names, each as if its task had come alone. What one of them meets with is no matter of the
 * others', and the bundle goes only once every task is answered for: removed or written again by its follow-up, or due by itself, as
 * where another invocation is at work on the process. Otherwise it stays, and dispatch asks for it once more. Answers undefined where
 * it is none of dispatch's: it names no tasks, or only processes that the journal does not know.
 */
export async function followUpTogether(invocation: Invocation, deps: Deps): Promise<TailAnswer | undefined> {
  const { name } = invocation.file;
  const bundle = await deps.tasks.bundle(name);
  if (bundle === undefined) return { status: 'duplicate', message: 'all its follow-ups are done' };
  const now = deps.clock.now().getTime();
  const isLate = bundle.isTouched || now - bundle.created.getTime() > PROMPT_MS;
  const until = Math.min(now + LONGEST_MS, (invocation.waitUntil ?? invocation.deadline).getTime());
  const outcomes = await pMap(bundle.tasks, (task) => resume(task, { invocation, isLate, until }, deps), {
    concurrency: CONCURRENCY,
  });
  if (outcomes.every((outcome) => outcome === 'unknown')) return undefined;
  const left = outcomes.filter((outcome) => outcome === 'left').length;
  if (left === 0) await deps.tasks.removeBundle(name, bundle.generation);
  return answerOf(outcomes);
}

interface Turn {
  invocation: Invocation;
  /** Others may have answered for the task already. */
  isLate: boolean;
  /** When it is too late to begin, in milliseconds since the epoch. */
  until: number;
}

/** Never rejects. */
async function resume(task: TaskVersion, turn: Turn, deps: Deps): Promise<Outcome> {
  const outcome = await attempt(task, turn, deps);
  if (outcome === 'done') return outcome;
  try {
    // Where the task is gone, or was written again, that does nothing.
    await deps.tasks.makeDue(task.jobId, task.generation);
    return outcome;
  } catch {
    return 'left';
  }
}

async function attempt(task: TaskVersion, { invocation, isLate, until }: Turn, deps: Deps): Promise<Outcome> {
  const { jobId } = task;
  const { processId = '' } = parseJobId(jobId) ?? {};
  const started = deps.clock.now();
  if (started.getTime() >= until) return 'alone';
  try {
    if (isLate && (await deps.tasks.isRewritten(task))) return 'done';
    const { tasks, isAnsweredFor } = answersFor(jobId, deps.tasks);
    const answer = await followUp({ jobId, processId, invocation }, { ...deps, tasks });
    if (answer === undefined) return 'unknown';
    invocation.tell?.(answer, started);
    return isAnsweredFor() ? 'done' : 'alone';
  } catch (error) {
    invocation.tell?.({ eventId: processId, process: processId, ...putOff(error) }, started);
    return 'alone';
  }
}

function answerOf(outcomes: readonly Outcome[]): TailAnswer {
  const count = (wanted: Outcome): number => outcomes.filter((outcome) => outcome === wanted).length;
  const parts = [
    counted(outcomes.length, 'follow-up'),
    ...(count('alone') > 0 ? [`${count('alone')} to be tried again alone`] : []),
    ...(count('unknown') > 0 ? [`${count('unknown')} of processes that the journal does not know`] : []),
    ...(count('left') > 0 ? [`${count('left')} left for later`] : []),
  ];
  return { status: count('left') > 0 ? 'waiting' : 'ok', message: parts.join(', ') };
}

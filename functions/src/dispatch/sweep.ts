import pMap from 'p-map';

import { failureOf } from '../bigquery/failureOf.ts';
import { parseJobId } from '../bigquery/jobId.ts';
import type { JobReference } from '../bigquery/warehouse.ts';
import type { Deps } from '../deps.ts';
import type { TaskEntry } from '../task/taskStore.ts';
import { jobStates } from './jobStates.ts';

/** How many task files are moved at once. */
const CONCURRENCY = 16;

/** What a sweep saw and did in one project. */
export interface Counts {
  running: number;
  pending: number;
  /** Handed to tail: the job is done. */
  dispatched: number;
  /** Done, but the function that waits for the job sees to it. */
  held: number;
  /** Unknown to BigQuery, and young: the function that wrote the task is about to submit the job. */
  notFound: number;
  /** Unknown to BigQuery, and old: handed to tail, which submits the job again. */
  lost: number;
}

export interface Sweep {
  projects: Record<string, Counts>;
  /** Objects among the task files that are none, and where they were put. */
  setAside: string[];
  /** What went wrong in a project; the others were swept all the same. */
  errors: string[];
}

type JobTask = TaskEntry & { job: JobReference };

/** Looks at every task file once, and hands those whose job is done, or lost, to tail. */
export async function sweep(deps: Deps): Promise<Sweep> {
  const entries = await deps.tasks.inFlight();
  const tasks = entries.filter(isJobTask);
  const strangers = entries.filter((entry) => !isJobTask(entry));
  const setAside = await pMap(strangers, ({ place }) => deps.tasks.setAside(place), { concurrency: CONCURRENCY });
  const result: Sweep = { projects: {}, setAside, errors: [] };
  for (const [projectId, own] of Object.entries(Object.groupBy(tasks, ({ job }) => job.projectId))) {
    try {
      result.projects[projectId] = await sweepProject(projectId, own ?? [], deps);
    } catch (error) {
      result.errors.push(failureOf(error, `project ${projectId} was not swept`).message);
    }
  }
  return result;
}

const isJobTask = (entry: TaskEntry): entry is JobTask =>
  entry.job !== undefined && parseJobId(entry.job.jobId) !== undefined;

async function sweepProject(projectId: string, tasks: readonly JobTask[], deps: Deps): Promise<Counts> {
  const since = new Date(Math.min(...tasks.map(({ created }) => created.getTime())));
  const states = await jobStates({ projectId, jobs: tasks.map(({ job }) => job), since }, deps.warehouse);
  const counts: Counts = { running: 0, pending: 0, dispatched: 0, held: 0, notFound: 0, lost: 0 };
  await pMap(
    tasks,
    async (task) => {
      counts[await sweepTask(task, states.get(task.job.jobId), deps)]++;
    },
    { concurrency: CONCURRENCY },
  );
  return counts;
}

async function sweepTask(task: JobTask, listed: string | undefined, deps: Deps): Promise<keyof Counts> {
  const state = listed ?? (isStale(task, deps) ? (await deps.warehouse.job(task.job))?.state : undefined);
  switch (state) {
    case 'DONE':
      if (await isHeld(task, deps)) return 'held';
      await deps.tasks.makeDue(task.job.jobId);
      return 'dispatched';
    case 'RUNNING':
      return 'running';
    case 'PENDING':
      return 'pending';
    default:
      if (!isStale(task, deps)) return 'notFound';
      await deps.tasks.makeDue(task.job.jobId);
      return 'lost';
  }
}

/** A job in mode `tail` has a function waiting for it, which holds a claim as long as it lives. */
async function isHeld({ job }: JobTask, { journal, clock }: Deps): Promise<boolean> {
  const name = parseJobId(job.jobId);
  return name?.mode === 'tail' && journal.isClaimed(name.eventId, clock.now());
}

/** Nobody has taken the task further for so long that whoever was to do it must have died. */
export function isStale({ created }: TaskEntry, { settings, clock }: Deps): boolean {
  return clock.now().getTime() - created.getTime() > settings.staleTaskSec * 1000;
}

import pMap from 'p-map';
import { actionKinds } from '../action/actionKinds.ts';
import { parseJobId } from '../bigquery/jobId.ts';
import type { JobState } from '../bigquery/warehouse.ts';
import type { Deps } from '../deps/deps.ts';
import type { JobKind } from '../failure/errorReasons.ts';
import { failureOf } from '../failure/failureOf.ts';
import type { Counts } from '../model/dispatchRun.ts';
import type { JobReference } from '../model/job.ts';
import { jobKindOf } from '../plan/jobKindOf.ts';
import type { TaskEntry } from '../task/taskStore.ts';
import { NOTHING } from './counts.ts';
import { isStale } from './isStale.ts';
import { jobStates } from './jobStates.ts';

/** How many task files are moved at once. */
const CONCURRENCY = 16;

export type JobTask = TaskEntry & { job: JobReference };

/** The jobs of a project, and what BigQuery answered about them. */
export interface AskedProject {
  projectId: string;
  tasks: readonly JobTask[];
  answer: { states: ReadonlyMap<string, JobState['state']> } | { error: string };
}

/** Asks for the states of the jobs in flight, project by project. Never rejects: a project may fail alone. */
export function askForStates(tasks: readonly JobTask[], { warehouse }: Deps): Promise<AskedProject[]> {
  const projects = Object.entries(Object.groupBy(tasks, ({ job }) => job.projectId));
  return pMap(projects, async ([projectId, own = []]): Promise<AskedProject> => {
    const since = new Date(Math.min(...own.map(({ created }) => created.getTime())));
    try {
      const states = await jobStates({ projectId, jobs: own.map(({ job }) => job), since }, warehouse);
      return { projectId, tasks: own, answer: { states } };
    } catch (error) {
      return { projectId, tasks: own, answer: { error: notSwept(projectId, error) } };
    }
  });
}

/** The load jobs in flight by project; those that nothing is known of are among them. */
export function loadJobsOf(projects: readonly AskedProject[]): Record<string, number> {
  return Object.fromEntries(
    projects.map(({ projectId, tasks, answer }) => {
      const isDone = ({ job }: JobTask): boolean => 'states' in answer && answer.states.get(job.jobId) === 'DONE';
      return [projectId, tasks.filter((task) => isLoad(task) && !isDone(task)).length];
    }),
  );
}

const isLoad = ({ job }: JobTask): boolean => kindOf(job) === 'load';

/** Hands the jobs of a project that are done, or lost, to tail. */
export async function sweepJobs(
  { projectId, tasks, answer }: AskedProject,
  deps: Deps,
): Promise<{ counts: Omit<Counts, 'batches'> } | { error: string }> {
  if ('error' in answer) return answer;
  const { batches: _, ...counts } = { ...NOTHING };
  const queries = createLimit(tasks.filter((task) => isQuery(task) && isUnderWay(task, answer.states)).length, deps);
  try {
    await pMap(
      tasks,
      async (task) => {
        const outcome = await sweepTask(task, { listed: answer.states.get(task.job.jobId), queries }, deps);
        counts[outcome]++;
        if (isLoad(task) && (outcome === 'running' || outcome === 'pending')) counts.loadJobs++;
      },
      { concurrency: CONCURRENCY },
    );
    return { counts };
  } catch (error) {
    return { error: notSwept(projectId, error) };
  }
}

const isQuery = ({ job }: JobTask): boolean => kindOf(job) === 'query';

const kindOf = ({ jobId }: JobReference): JobKind | undefined =>
  jobKindOf(parseJobId(jobId)?.action ?? '', actionKinds);

const isUnderWay = ({ job }: JobTask, states: ReadonlyMap<string, string>): boolean => states.get(job.jobId) !== 'DONE';

/** Lets queries begin while fewer run than the project may have. */
interface Limit {
  take(): boolean;
}

function createLimit(running: number, { settings }: Deps): Limit {
  let count = running;
  return {
    take() {
      if (settings.maxConcurrentSql > 0 && count >= settings.maxConcurrentSql) return false;
      count++;
      return true;
    },
  };
}

type Outcome = 'running' | 'pending' | 'dispatched' | 'held' | 'notFound' | 'lost' | 'throttled' | 'onHold';

interface Known {
  listed: string | undefined;
  queries: Limit;
}

async function sweepTask(task: JobTask, { listed, queries }: Known, deps: Deps): Promise<Outcome> {
  const { sql, notBefore } = task.metadata;
  if (notBefore) {
    if (new Date(notBefore) > deps.clock.now()) return 'onHold';
    await deps.tasks.makeDue(task.job.jobId);
    return 'dispatched';
  }
  const state = listed ?? (isStale(task, deps) ? (await deps.warehouse.job(task.job))?.state : undefined);
  switch (state) {
    case 'DONE':
      if (await isHeld(task, deps)) return 'held';
      if (sql && !queries.take()) return 'throttled';
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
  return name?.mode === 'tail' && journal.isClaimed(name.processId, clock.now());
}

const notSwept = (projectId: string, error: unknown): string =>
  failureOf(error, `project ${projectId} was not swept`).message;

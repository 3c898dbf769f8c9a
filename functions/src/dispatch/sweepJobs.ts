import pMap from 'p-map';
import { actionKinds } from '../action/actionKinds.ts';
import { parseJobId } from '../bigquery/jobId.ts';
import type { JobState } from '../bigquery/warehouse.ts';
import type { Deps } from '../deps/deps.ts';
import { failureOf } from '../failure/failureOf.ts';
import type { Counts } from '../model/dispatchRun.ts';
import { jobKindOf } from '../plan/jobKindOf.ts';
import type { JobTask } from '../task/readTasks.ts';
import { NOTHING } from './counts.ts';
import { type Ended, handOverJobs } from './handOverJobs.ts';
import { isStale } from './isStale.ts';
import { jobStates } from './jobStates.ts';
import type { Troubles } from './troubles.ts';

/** How many jobs are looked at at once. */
const CONCURRENCY = 16;

/**
 * How many jobs are looked at before those that have ended are handed over. Each may take a call, there may be tens of thousands, and a
 * run is ended after minutes: what a run has handed over before it is ended, the next need not look at again.
 */
const PORTION = 400;

/** The jobs of a project, and what BigQuery answered about them. */
export interface AskedProject {
  projectId: string;
  tasks: readonly JobTask[];
  answer: { states: ReadonlyMap<string, JobState['state']> } | { error: string };
}

/** Asks for the states of the jobs in flight, project by project. Never rejects: a project may fail alone. */
export function askForStates(
  tasks: readonly JobTask[],
  troubles: Troubles,
  { warehouse }: Deps,
): Promise<AskedProject[]> {
  const projects = Object.entries(Object.groupBy(tasks, ({ job }) => job.projectId));
  return pMap(projects, async ([projectId, own = []]): Promise<AskedProject> => {
    const oldest = own.reduce(
      (earliest, { created }) => Math.min(earliest, created.getTime()),
      Number.POSITIVE_INFINITY,
    );
    try {
      const wanted = { projectId, jobs: own.map(({ job }) => job), since: new Date(oldest) };
      const states = await jobStates(wanted, warehouse, troubles);
      return { projectId, tasks: own, answer: { states } };
    } catch (error) {
      return {
        projectId,
        tasks: own,
        answer: { error: failureOf(error, `project ${projectId} was not swept`).message },
      };
    }
  });
}

/** The load jobs in flight by project; those that nothing is known of are among them. */
export function loadJobsOf(projects: readonly AskedProject[]): Record<string, number> {
  return Object.fromEntries(
    projects.map(({ projectId, tasks, answer }) => {
      const isDone = ({ job }: JobTask): boolean => 'states' in answer && answer.states.get(job.jobId) === 'DONE';
      return [projectId, tasks.filter((task) => isLoadTask(task) && !isDone(task)).length];
    }),
  );
}

const isLoadTask = ({ job }: JobTask): boolean => parseJobId(job.jobId)?.action === 'load';

/**
 * What became of a project's jobs; `left`: those that have not ended, that nothing is known of, or whose follow-up has to wait;
 * `bundled`: those that were handed over, and whose task files stay until their follow-ups are done.
 */
type SweptJobs = { counts: Omit<Counts, 'batches'>; left: JobTask[]; bundled: JobTask[] } | { error: string };

/** Hands the jobs of a project that are done, or lost, to tail. */
export async function sweepJobs({ tasks, answer }: AskedProject, troubles: Troubles, deps: Deps): Promise<SweptJobs> {
  if ('error' in answer) return answer;
  const { batches: _, ...counts } = { ...NOTHING };
  const left: JobTask[] = [];
  const bundled: JobTask[] = [];
  const queries = createLimit(
    tasks.filter((task) => isQueryTask(task) && isUnderWay(task, answer.states)).length,
    deps,
  );
  for (let start = 0; start < tasks.length; start += PORTION) {
    const ended: Ended[] = [];
    await pMap(
      tasks.slice(start, start + PORTION),
      (task) =>
        troubles.contain(`task ${task.job.jobId} could not be followed up`, async () => {
          const outcome = await outcomeOf(task, { listed: answer.states.get(task.job.jobId), queries }, deps);
          if (outcome === 'dispatched' || outcome === 'lost') {
            ended.push({ jobId: task.job.jobId, generation: task.generation, task, outcome });
            return;
          }
          counts[outcome]++;
          left.push(task);
          if (isLoadTask(task) && (outcome === 'running' || outcome === 'pending')) counts.loadJobs++;
        }),
      { concurrency: CONCURRENCY },
    );
    const handedOver = await handOverJobs(ended, troubles, deps);
    counts.dispatched += handedOver.dispatched;
    counts.lost += handedOver.lost;
    bundled.push(...handedOver.bundled);
  }
  return { counts, left, bundled };
}

const isQueryTask = ({ job }: JobTask): boolean =>
  jobKindOf(parseJobId(job.jobId)?.action ?? '', actionKinds) === 'query';

const isUnderWay = ({ job }: JobTask, states: ReadonlyMap<string, string>): boolean => states.get(job.jobId) !== 'DONE';

/** Lets queries begin while fewer run than the project may have. */
interface Limit {
  hasRoom(): boolean;
  take(): boolean;
}

function createLimit(running: number, { settings }: Deps): Limit {
  let count = running;
  const hasRoom = (): boolean => settings.maxConcurrentSql === 0 || count < settings.maxConcurrentSql;
  return {
    hasRoom,
    take() {
      if (!hasRoom()) return false;
      count++;
      return true;
    },
  };
}

type Outcome = 'running' | 'pending' | 'dispatched' | 'awaited' | 'notFound' | 'lost' | 'throttled';

interface Known {
  listed: string | undefined;
  queries: Limit;
}

/** What is to become of a job; `dispatched` and `lost` are to be handed over. */
async function outcomeOf(task: JobTask, { listed, queries }: Known, deps: Deps): Promise<Outcome> {
  const isOld = isStale({ created: task.created, touched: task.touched }, deps);
  const state = listed ?? (isOld ? (await deps.warehouse.job(task.job))?.state : undefined);
  switch (state) {
    case 'DONE':
      // Looked at first: it costs no read of the journal.
      if (task.sql && !queries.hasRoom()) return 'throttled';
      if (await isAwaited(task, deps)) return 'awaited';
      if (task.sql && !queries.take()) return 'throttled';
      return 'dispatched';
    case 'RUNNING':
      return 'running';
    case 'PENDING':
      return 'pending';
    default:
      return isOld ? 'lost' : 'notFound';
  }
}

/** A job in mode `tail` has a function waiting for it, which holds a claim as long as it lives. */
async function isAwaited({ job }: JobTask, { journal, clock }: Deps): Promise<boolean> {
  const name = parseJobId(job.jobId);
  return name?.mode === 'tail' && journal.isClaimed(name.processId, clock.now());
}

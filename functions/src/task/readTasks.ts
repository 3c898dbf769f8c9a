import { parseJobId } from '../bigquery/jobId.ts';
import type { JobReference } from '../model/job.ts';
import { isArrival } from './arrivalStore.ts';
import { type TaskEntry, type TaskStore, taskJob } from './taskStore.ts';
import { type Wait, waitIn } from './wait.ts';
import { type WaitingWindow, waitingWindow } from './windowStore.ts';

/** The task of a job in flight, as little of it as a sweep needs: there may be tens of thousands. */
export interface JobTask {
  job: JobReference;
  generation: string;
  created: Date;
  touched: string | undefined;
  /** What follows the job is a query. */
  sql: boolean;
}

/** Something that waits for its time, and perhaps for a hold to end. */
export interface WaitingTask extends Wait {
  /** Missing for an arrival. */
  jobId?: string;
  place: TaskEntry['place'];
  generation: string;
}

/** All that lies among the task files. */
export interface Tasks {
  jobs: JobTask[];
  windows: WaitingWindow[];
  waiting: WaitingTask[];
  strangers: TaskEntry[];
}

/** Reads the task files page by page, and keeps of each what the sweep needs. */
export async function readTasks(tasks: Pick<TaskStore, 'pages'>): Promise<Tasks> {
  const found: Tasks = { jobs: [], windows: [], waiting: [], strangers: [] };
  for await (const page of tasks.pages()) for (const entry of page) sortTask(entry, found);
  return found;
}

function sortTask(entry: TaskEntry, found: Tasks): void {
  const { place, generation, created, metadata } = entry;
  const window = waitingWindow(entry);
  const wait = waitIn(metadata);
  const job = taskJob(entry);
  if (window) found.windows.push(window);
  else if (wait && isArrival(place.name)) found.waiting.push({ ...wait, place, generation });
  else if (job === undefined || parseJobId(job.jobId) === undefined) found.strangers.push(entry);
  else if (wait) found.waiting.push({ ...wait, jobId: job.jobId, place, generation });
  else if (job.projectId === undefined || job.location === undefined) found.strangers.push(entry);
  else {
    const reference = { jobId: job.jobId, projectId: job.projectId, location: job.location };
    const { sql, touched } = metadata;
    found.jobs.push({ job: reference, generation, created, touched, sql: sql !== undefined });
  }
}

/** The processes that have a task file in flight. */
export function processesOf({ jobs, waiting }: Tasks): Set<string> {
  const ids = [...jobs.map(({ job }) => job.jobId), ...waiting.flatMap(({ jobId }) => jobId ?? [])];
  return new Set(ids.flatMap((jobId) => parseJobId(jobId)?.processId ?? []));
}

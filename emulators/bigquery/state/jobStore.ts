import { duplicate, notFound } from '../errors/apiError.ts';
import { createJob, type Job, type JobRecord, type JobRef, type JobState, jobName } from './job.ts';
import type { JobLog } from './jobLog.ts';

/** All jobs, by project, location and ID. */
export interface JobStore {
  /** @throws ApiError `duplicate`: a job ID is never used twice, not even after a failure. */
  add(record: JobRecord): Job;
  /** Without a location only jobs of the US and EU multi-regions are found. @throws ApiError `notFound` */
  get(ref: Omit<JobRef, 'location'> & { location?: string | undefined }): Job;
  /** A project's jobs, newest first. */
  list(projectId: string): Job[];
  all(): Iterable<Job>;
  /** Keeps what a job's record has become. */
  save(job: Job): void;
  remove(job: Job): void;
  clear(): void;
  /** How many jobs are in each state. */
  counts(): Record<JobState, number>;
}

export function createJobStore(log: JobLog, records: readonly JobRecord[]): JobStore {
  const jobs = new Map<string, Job>();
  const byProject = new Map<string, Set<Job>>();
  for (const record of records) keep(createJob(record));

  function keep(job: Job): void {
    const { ref } = job.record;
    jobs.set(keyOf(ref), job);
    const siblings = byProject.get(ref.projectId) ?? new Set();
    byProject.set(ref.projectId, siblings.add(job));
  }

  return {
    add(record) {
      if (jobs.has(keyOf(record.ref))) throw duplicate(`Already Exists: Job ${jobName(record.ref)}`);
      const job = createJob(record);
      log.put(record);
      keep(job);
      return job;
    },
    get({ projectId, location, jobId }) {
      const places = location === undefined ? MULTI_REGIONS : [location];
      const job = places.map((place) => jobs.get(keyOf({ projectId, location: place, jobId }))).find(Boolean);
      if (job) return job;
      const name = location === undefined ? `${projectId}:${jobId}` : jobName({ projectId, location, jobId });
      throw notFound(`Not found: Job ${name}`);
    },
    list: (projectId) => [...(byProject.get(projectId) ?? [])].reverse(),
    all: () => jobs.values(),
    save(job) {
      // One that was removed while it ran stays removed.
      if (jobs.get(keyOf(job.record.ref)) === job) log.put(job.record);
    },
    remove(job) {
      jobs.delete(keyOf(job.record.ref));
      byProject.get(job.record.ref.projectId)?.delete(job);
      log.remove(jobName(job.record.ref));
    },
    clear() {
      jobs.clear();
      byProject.clear();
      log.clear();
    },
    counts() {
      const counts = { PENDING: 0, RUNNING: 0, DONE: 0 };
      for (const { record } of jobs.values()) counts[record.state] += 1;
      return counts;
    },
  };
}

/** https://cloud.google.com/bigquery/docs/locations#specify_locations */
const MULTI_REGIONS = ['US', 'EU'];

/** Locations are written in any case: `us`, `US`. */
const keyOf = ({ projectId, location, jobId }: JobRef): string => `${projectId}:${location.toLowerCase()}.${jobId}`;

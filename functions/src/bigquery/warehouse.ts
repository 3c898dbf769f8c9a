import type { BigQuery, JobMetadata } from '@google-cloud/bigquery';
import { defined } from '../common/defined.ts';
import { type ErrorDetail, passing } from '../failure/failure.ts';
import { failureOf, httpStatusOf } from '../failure/failureOf.ts';
import type { JobConfiguration, JobReference } from '../model/job.ts';
import type { JobUsage } from '../model/process.ts';

export interface JobState {
  state: 'PENDING' | 'RUNNING' | 'DONE';
  /** Why a job that is done failed; undefined where it succeeded, whatever warnings `errors` holds. */
  error: ErrorDetail | undefined;
  errors: readonly ErrorDetail[];
  started: Date | undefined;
  ended: Date | undefined;
  rows: number | undefined;
  bytes: number | undefined;
  badRecords: number | undefined;
  usage: JobUsage | undefined;
  /** How many statements of a script ran as jobs of their own. */
  childJobs: number;
}

/** BigQuery, as far as bqtail uses it. Calls reject with a `Failure`. */
export interface Warehouse {
  /** Inserts the job; one that exists already is the job. */
  submit(job: JobReference, configuration: JobConfiguration): Promise<'submitted' | 'existed'>;
  /** undefined: BigQuery knows no such job. Any other answer, a refusal too, leaves open what the job does: it passes. */
  job(job: JobReference): Promise<JobState | undefined>;
  /** Asks for the job to be stopped; it is done soon after, unless it was before. */
  cancel(job: JobReference): Promise<void>;
  /** The caller's jobs of a project created since then, a page of 1,000 at a time, newest first. */
  jobPages(projectId: string, createdSince: Date): AsyncIterable<ReadonlyMap<string, JobState['state']>>;
  /** The statements of a script that ended well, in the order they ran, by their types (`INSERT`, `CREATE_TABLE`, …). */
  endedChildren(script: JobReference): Promise<string[]>;
  /** The first row that a query job gave; undefined where it gave none. */
  firstRow(job: JobReference): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Where a dataset lies; looked up once, then remembered. */
  locationOf(dataset: { projectId: string; datasetId: string }): Promise<string>;
}

const PAGE = 1000;

/** `clientFor` hands out one client a project. */
export function createWarehouse(clientFor: (projectId: string) => Promise<BigQuery>): Warehouse {
  const locations = new Map<string, Promise<string>>();

  async function lookUpLocation(projectId: string, datasetId: string): Promise<string> {
    const [{ location }] = await (await clientFor(projectId)).dataset(datasetId, { projectId }).getMetadata();
    return location;
  }

  return {
    async submit({ projectId, location, jobId }, configuration) {
      const client = await clientFor(projectId);
      try {
        await client.createJob({ configuration, location, jobId });
        return 'submitted';
      } catch (error) {
        if (httpStatusOf(error) === 409) return 'existed';
        if (isAcceptedWithWarnings(error)) return 'submitted';
        throw failureOf(error, `BigQuery refused job ${projectId}:${location}.${jobId}`, 'bigquery');
      }
    },

    async cancel({ projectId, location, jobId }) {
      try {
        await (await clientFor(projectId)).job(jobId, { location }).cancel();
      } catch (error) {
        if (httpStatusOf(error) === 404) return;
        throw failureOf(error, `BigQuery did not cancel job ${projectId}:${location}.${jobId}`, 'bigquery');
      }
    },

    async job({ projectId, location, jobId }) {
      const client = await clientFor(projectId);
      try {
        const [metadata] = await client.job(jobId, { location }).getMetadata();
        return stateOf(metadata);
      } catch (error) {
        if (httpStatusOf(error) === 404) return undefined;
        throw passing(
          failureOf(error, `BigQuery did not report the state of job ${projectId}:${location}.${jobId}`, 'bigquery'),
        );
      }
    },

    async endedChildren({ projectId, jobId }) {
      const client = await clientFor(projectId);
      try {
        const [children] = await client.getJobs({ parentJobId: jobId, projection: 'full' });
        const ended = children.filter(({ metadata }) => stateOf(metadata).state === 'DONE' && !stateOf(metadata).error);
        return ended.reverse().map(({ metadata }) => metadata.statistics?.query?.statementType ?? 'a statement');
      } catch (error) {
        throw passing(
          failureOf(error, `BigQuery did not list the statements of job ${projectId}.${jobId}`, 'bigquery'),
        );
      }
    },

    async firstRow({ projectId, location, jobId }) {
      const client = await clientFor(projectId);
      try {
        const [[row]] = await client.job(jobId, { location }).getQueryResults({ maxResults: 1, autoPaginate: false });
        return row;
      } catch (error) {
        throw failureOf(
          error,
          `BigQuery did not answer the result of job ${projectId}:${location}.${jobId}`,
          'bigquery',
        );
      }
    },

    async *jobPages(projectId, createdSince) {
      const client = await clientFor(projectId);
      let query: object | null = {
        minCreationTime: String(createdSince.getTime()),
        maxResults: PAGE,
        autoPaginate: false,
      };
      while (query) {
        const [jobs, next] = await listJobs(client, query);
        yield jobs;
        query = next;
      }
    },

    locationOf({ projectId, datasetId }) {
      const key = `${projectId}:${datasetId}`;
      const known = locations.get(key);
      if (known !== undefined) return known;
      const asked = lookUpLocation(projectId, datasetId).catch((error: unknown) => {
        locations.delete(key);
        throw failureOf(error, `BigQuery did not report the location of dataset ${key}`, 'bigquery');
      });
      locations.set(key, asked);
      return asked;
    },
  };
}

type Page = [ReadonlyMap<string, JobState['state']>, object | null];

async function listJobs(client: BigQuery, query: object): Promise<Page> {
  try {
    const [jobs, next] = await client.getJobs(query);
    const states = jobs.map((job) => [job.id ?? '', stateOf(job.metadata).state] as const);
    return [new Map(states), next ?? null];
  } catch (error) {
    throw failureOf(error, `BigQuery did not list the jobs of project ${client.projectId}`, 'bigquery');
  }
}

/** The client rejects where the answer to an insert holds `status.errors`, which may be mere warnings of an accepted job. */
function isAcceptedWithWarnings(error: unknown): boolean {
  return error instanceof Error && 'response' in error && isJob(error.response) && !('code' in error && error.code);
}

const isJob = (value: unknown): boolean => typeof value === 'object' && value !== null && 'jobReference' in value;

function stateOf({ status, statistics, configuration }: JobMetadata): JobState {
  const { state, errorResult, errors = [] } = status ?? {};
  return {
    state: state === 'DONE' || state === 'RUNNING' ? state : 'PENDING',
    error: errorResult,
    errors,
    started: dateOf(statistics?.startTime),
    ended: dateOf(statistics?.endTime),
    rows: numberOf(rowsOf(statistics)),
    bytes: numberOf(statistics?.load?.inputFileBytes),
    badRecords: numberOf(statistics?.load?.badRecords),
    usage: usageOf(configuration ?? {}, statistics),
    childJobs: Number(statistics?.numChildJobs ?? 0),
  };
}

const TYPES = { load: 'LOAD', copy: 'COPY', query: 'QUERY', extract: 'EXTRACT' } as const;

/** Undefined where the answer is that of a list, which holds no configuration. */
function usageOf(configuration: JobConfiguration, statistics: JobMetadata['statistics']): JobUsage | undefined {
  const kind = (['load', 'copy', 'query', 'extract'] as const).find((one) => configuration[one] !== undefined);
  if (kind === undefined) return undefined;
  return defined({
    type: TYPES[kind],
    created: dateOf(statistics?.creationTime),
    slotMs: numberOf(statistics?.totalSlotMs),
    processedBytes: numberOf(statistics?.query?.totalBytesProcessed),
    billedBytes: numberOf(statistics?.query?.totalBytesBilled),
    outputBytes: numberOf(statistics?.load?.outputBytes),
  });
}

/** Load jobs tell how many rows they wrote, copies how many they copied, DML statements how many they changed. */
function rowsOf(statistics: JobMetadata['statistics']): string | undefined {
  return statistics?.load?.outputRows ?? statistics?.copy?.copiedRows ?? statistics?.query?.numDmlAffectedRows;
}

const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
const dateOf = (ms: string | undefined): Date | undefined => (ms === undefined ? undefined : new Date(Number(ms)));

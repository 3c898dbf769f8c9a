import { randomUUID } from 'node:crypto';
import { destinationOf } from '../catalog/names.ts';
import type { StubContext } from '../context.ts';
import { ApiError, invalid, notFound } from '../errors/apiError.ts';
import { locationOfQuery } from '../query/locationOfQuery.ts';
import type { JobConfiguration, JobType } from '../rest.ts';
import type { Job, JobRef } from './job.ts';
import type { Runner } from './runner.ts';

export interface JobRequest {
  projectId: string;
  jobReference?: { jobId?: string; location?: string; projectId?: string } | undefined;
  configuration: JobConfiguration;
  /** A file that came with the request, instead of `sourceUris`. */
  upload?: string;
  parentJobId?: string;
}

/** https://cloud.google.com/bigquery/docs/running-jobs#generate-jobid */
const JOB_ID = /^[A-Za-z0-9_-]{1,1024}$/;

/** https://cloud.google.com/bigquery/quotas#load_jobs */
const MAX_SOURCE_URIS = 10_000;

/**
 * Takes a job in and starts it.
 *
 * @throws ApiError where the request itself is wrong; what is found out later is the job's failure.
 */
export async function insertJob(request: JobRequest, context: StubContext, runner: Runner): Promise<Job> {
  const { projectId, configuration, jobReference = {} } = request;
  await context.catalog.openProject(projectId);
  const type = jobTypeOf(configuration);
  if (configuration.load) requireSources(configuration.load, request.upload !== undefined);
  const location = jobReference.location ?? locationOf(request, context) ?? 'US';
  const ref: JobRef = { projectId, location, jobId: jobReference.jobId ?? `job_${randomUUID().replaceAll('-', '')}` };
  if (!JOB_ID.test(ref.jobId)) {
    throw invalid(
      `Invalid job ID "${ref.jobId}". Job IDs must be alphanumeric (plus underscores and dashes) and must be at most 1024 characters long.`,
    );
  }
  requireDataset(request, context);
  const job = context.jobs.add({
    ref,
    type,
    configuration: configured(configuration, projectId),
    state: 'PENDING',
    statistics: {},
    creationTime: Date.now(),
    ...(request.upload === undefined ? {} : { upload: request.upload }),
    ...(request.parentJobId === undefined ? {} : { parentJobId: request.parentJobId }),
  });
  runner.start(job);
  return job;
}

export function jobTypeOf(configuration: JobConfiguration): JobType {
  if (configuration.load) return 'LOAD';
  if (configuration.query) return 'QUERY';
  if (configuration.copy) return 'COPY';
  if (configuration.extract) return 'EXTRACT';
  throw new ApiError(
    400,
    'required',
    'Required parameter is missing: configuration needs load, query, copy or extract',
  );
}

function requireSources({ sourceUris }: NonNullable<JobConfiguration['load']>, isUpload: boolean): void {
  if (isUpload) return;
  if (!sourceUris || sourceUris.length === 0) {
    throw new ApiError(
      400,
      'required',
      'Required parameter is missing: Load configuration must specify at least one source URI',
    );
  }
  if (sourceUris.length > MAX_SOURCE_URIS) {
    throw invalid(`Too many sources provided: ${sourceUris.length}. Limit is ${MAX_SOURCE_URIS}.`);
  }
}

const destinationTableOf = ({ load, query, copy }: JobConfiguration): unknown =>
  load?.destinationTable ?? query?.destinationTable ?? copy?.destinationTable;

/** Where the data that the job touches lies. */
function locationOf({ configuration, projectId }: JobRequest, { catalog }: StubContext): string | undefined {
  const { query, copy, extract } = configuration;
  const source = copy?.sourceTable ?? copy?.sourceTables?.[0] ?? extract?.sourceTable ?? query?.defaultDataset;
  const reference = (destinationTableOf(configuration) ?? source) as
    | { projectId?: string; datasetId?: string }
    | undefined;
  if (!reference?.datasetId) return query?.query === undefined ? undefined : locationOfQuery(query.query, catalog);
  return catalog.findDataset({ projectId: reference.projectId ?? projectId, datasetId: reference.datasetId })?.location;
}

/** BigQuery refuses a job whose destination has no dataset at once, not as a job that fails. */
function requireDataset({ configuration, projectId, jobReference }: JobRequest, { catalog }: StubContext): void {
  const reference = destinationTableOf(configuration);
  if (reference === undefined) {
    if (configuration.load || configuration.copy) {
      throw new ApiError(400, 'required', 'Required parameter is missing: destinationTable');
    }
    return;
  }
  const { table } = destinationOf(reference, projectId);
  const { location } = catalog.dataset(table);
  const asked = jobReference?.location;
  if (asked !== undefined && asked.toLowerCase() !== location.toLowerCase()) {
    throw notFound(`Not found: Dataset ${table.projectId}:${table.datasetId} was not found in location ${asked}`);
  }
}

/** The configuration as jobs.get gives it back: defaults that BigQuery fills in. */
function configured(configuration: JobConfiguration, projectId: string): JobConfiguration {
  const copy = structuredClone(configuration);
  for (const part of [copy.load, copy.query, copy.copy]) {
    if (part?.destinationTable) part.destinationTable = { projectId, ...part.destinationTable };
  }
  if (copy.query) {
    copy.query.priority ??= 'INTERACTIVE';
    copy.query.useLegacySql ??= true;
  }
  return copy;
}

import { randomUUID } from 'node:crypto';
import type { DatasetMeta } from '../catalog/meta.ts';
import { ApiError, invalid, notFound, unsupported } from '../errors/apiError.ts';
import { datasetsOfQuery, locationOfQuery } from '../query/locationOfQuery.ts';
import { withInt64Texts } from '../rest/int64Texts.ts';
import type { JobConfiguration, JobType } from '../rest/resources.ts';
import { type DatasetRef, datasetName, destinationOf } from '../schema/names.ts';
import { requireProjectId } from '../schema/projectId.ts';
import type { StubContext } from '../state/context.ts';
import type { Job, JobRef } from '../state/job.ts';
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
  requireProjectIds(configuration);
  requireDataset(request, context);
  if (configuration.query) refuseUnsupported(configuration.query);
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
  const elsewhere = dataElsewhere(request, context);
  if (elsewhere) runner.refuse(job, elsewhere);
  else runner.start(job);
  return job;
}

/** What would change a query's rows and is not built. @throws ApiError `notImplemented` */
function refuseUnsupported(query: NonNullable<JobConfiguration['query']>): void {
  if (Object.keys(query.tableDefinitions ?? {}).length > 0)
    throw unsupported('external tables of a query (tableDefinitions)');
  if ((query.userDefinedFunctionResources ?? []).length > 0) throw unsupported('userDefinedFunctionResources');
}

/** A query for which its data is not where the job is asked to run: the job is made, and has failed already. */
function dataElsewhere(
  { configuration, jobReference, projectId }: JobRequest,
  { catalog }: StubContext,
): ApiError | undefined {
  const asked = jobReference?.location;
  const { query } = configuration;
  if (asked === undefined || query === undefined) return undefined;
  const { datasetId, projectId: project = projectId } = query.defaultDataset ?? {};
  const byDefault = datasetId === undefined ? undefined : catalog.findDataset({ projectId: project, datasetId });
  const named = [...datasetsOfQuery(query.query ?? '', catalog), ...(byDefault ? [byDefault] : [])];
  const [first] = named;
  const isHere = ({ location }: DatasetMeta): boolean => location.toLowerCase() === asked.toLowerCase();
  return first && !named.some(isHere) ? notInLocation(first.ref, asked) : undefined;
}

const notInLocation = (ref: DatasetRef, location: string): ApiError =>
  notFound(`Not found: Dataset ${datasetName(ref)} was not found in location ${location}`);

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

/** The projects of all tables and datasets that the job names, but for those in its SQL. */
function requireProjectIds({ load, query, copy, extract }: JobConfiguration): void {
  const named = [
    load?.destinationTable,
    query?.destinationTable,
    query?.defaultDataset,
    copy?.destinationTable,
    copy?.sourceTable,
    ...(copy?.sourceTables ?? []),
    extract?.sourceTable,
  ];
  for (const reference of named) if (reference?.projectId) requireProjectId(reference.projectId);
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

/**
 * BigQuery refuses a job whose destination, or whose source to extract, has no dataset where the job is asked to run: at once,
 * not as a job that fails.
 */
function requireDataset({ configuration, projectId, jobReference }: JobRequest, { catalog }: StubContext): void {
  const { extract, load, copy } = configuration;
  if (extract && !extract.sourceTable) throw unsupported('extracting anything but tables');
  const reference = destinationTableOf(configuration) ?? extract?.sourceTable;
  if (reference === undefined) {
    if (load || copy) throw new ApiError(400, 'required', 'Required parameter is missing: destinationTable');
    return;
  }
  const { table } = destinationOf(reference, projectId);
  const { location } = catalog.dataset(table);
  const asked = jobReference?.location;
  if (asked !== undefined && asked.toLowerCase() !== location.toLowerCase()) throw notInLocation(table, asked);
}

/** The configuration as jobs.get gives it back: with defaults that BigQuery fills in, and 64-bit numbers as texts. */
function configured(configuration: JobConfiguration, projectId: string): JobConfiguration {
  const copy = withInt64Texts(configuration);
  for (const part of [copy.load, copy.query, copy.copy]) {
    if (part?.destinationTable) part.destinationTable = { projectId, ...part.destinationTable };
  }
  if (copy.query) {
    copy.query.priority ??= 'INTERACTIVE';
    copy.query.useLegacySql ??= true;
  }
  return copy;
}

import { ApiError, invalid } from '../errors/apiError.ts';
import type { Call, Route } from '../http/call.ts';
import { pageOf, wholeNumber } from '../http/paging.ts';
import { insertJob, jobTypeOf } from '../jobs/insertJob.ts';
import type { Runner } from '../jobs/runner.ts';
import { dryRun } from '../query/dryRun.ts';
import { locationOfQuery } from '../query/locationOfQuery.ts';
import type { JobConfiguration } from '../rest/resources.ts';
import type { StubContext } from '../state/context.ts';
import type { Job, JobRecord } from '../state/job.ts';
import { jobListEntry, jobResource } from '../state/jobResource.ts';

const COLLECTION = '/projects/:projectId/jobs';
const ITEM = `${COLLECTION}/:jobId`;
const STATES: Readonly<Record<string, JobRecord['state']>> = { DONE: 'DONE', PENDING: 'PENDING', RUNNING: 'RUNNING' };

/** https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs */
export function jobRoutes(context: StubContext, runner: Runner): Route[] {
  const { jobs } = context;

  async function insert({ params, body }: Call): Promise<object> {
    const configuration = body['configuration'] as JobConfiguration | undefined;
    if (!configuration) throw new ApiError(400, 'required', 'Required parameter is missing: configuration');
    const jobReference = body['jobReference'] as { jobId?: string; location?: string } | undefined;
    if (configuration.dryRun) return dryRunJob(params['projectId'] ?? '', configuration, jobReference?.location);
    const job = await insertJob({ projectId: params['projectId'] ?? '', configuration, jobReference }, context, runner);
    return jobResource(job.record);
  }

  /** A dry run is answered at once and leaves no job behind. */
  async function dryRunJob(projectId: string, configuration: JobConfiguration, asked?: string): Promise<object> {
    const type = jobTypeOf(configuration);
    const location = asked ?? locationOfQuery(configuration.query?.query ?? '', context.catalog) ?? 'US';
    const query = configuration.query ? await dryRun(configuration.query, { projectId, location }, context) : undefined;
    return {
      kind: 'bigquery#job',
      jobReference: { projectId, location },
      configuration: { ...configuration, jobType: type },
      status: { state: 'DONE' },
      statistics: { creationTime: String(Date.now()), totalBytesProcessed: '0', ...(query ? { query } : {}) },
    };
  }

  function list({ params, query }: Call): object {
    const isWanted = filterOf(query);
    const found = jobs.list(params['projectId'] ?? '').filter(({ record }) => isWanted(record));
    const { items, nextPageToken } = pageOf(found, query, 50);
    const isFull = query.get('projection')?.toLowerCase() === 'full';
    return {
      kind: 'bigquery#jobList',
      etag: `${items.length}`,
      jobs: items.map(({ record }) => jobListEntry(record, isFull)),
      ...(nextPageToken ? { nextPageToken } : {}),
    };
  }

  async function cancel(call: Call): Promise<object> {
    const job = find(call);
    runner.cancel(job);
    await Promise.resolve();
    return { kind: 'bigquery#jobCancelResponse', job: jobResource(job.record) };
  }

  function remove(call: Call): object {
    const job = find(call);
    if (job.record.state !== 'DONE') throw invalid('Cannot delete a job that has not reached a terminal state.');
    jobs.remove(job);
    return {};
  }

  const find = ({ params, query }: Call): Job =>
    jobs.get({
      projectId: params['projectId'] ?? '',
      jobId: params['jobId'] ?? '',
      location: query.get('location') ?? undefined,
    });

  return [
    { method: 'POST', path: COLLECTION, handle: insert },
    { method: 'GET', path: COLLECTION, handle: list },
    { method: 'GET', path: ITEM, handle: (call) => jobResource(find(call).record) },
    { method: 'POST', path: `${ITEM}/cancel`, handle: cancel },
    { method: 'DELETE', path: `${ITEM}/delete`, handle: remove },
  ];
}

/** Which jobs jobs.list is asked for. A script's statements are listed only by their parent's ID. */
function filterOf(query: URLSearchParams): (record: JobRecord) => boolean {
  const states = query
    .getAll('stateFilter')
    .flatMap((names) => names.split(','))
    .map(stateOf);
  const since = wholeNumber(query, 'minCreationTime') ?? 0;
  const until = wholeNumber(query, 'maxCreationTime') ?? Number.POSITIVE_INFINITY;
  const parent = query.get('parentJobId') ?? undefined;
  return ({ state, creationTime, parentJobId }) =>
    (states.length === 0 || states.includes(state)) &&
    creationTime >= since &&
    creationTime <= until &&
    parentJobId === parent;
}

function stateOf(name: string): JobRecord['state'] {
  const state = STATES[name.toUpperCase()];
  if (!state) throw invalid(`Invalid value for stateFilter: ${name} is not a valid value`);
  return state;
}

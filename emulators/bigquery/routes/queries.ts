import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '../errors/apiError.ts';
import { statusOfReason } from '../errors/statusOfReason.ts';
import type { Call, Route } from '../http/call.ts';
import { wholeNumber } from '../http/paging.ts';
import { insertJob } from '../jobs/insertJob.ts';
import type { Runner } from '../jobs/runner.ts';
import { dryRun } from '../query/dryRun.ts';
import { locationOfQuery } from '../query/locationOfQuery.ts';
import type { JobConfiguration, QueryRequest } from '../rest/resources.ts';
import { sqlName } from '../schema/names.ts';
import type { StubContext } from '../state/context.ts';
import type { Job, JobRecord } from '../state/job.ts';
import type { TimestampFormat } from '../values/encodeCell.ts';
import { timestampFormat, timestampFormatOf } from '../values/formatOptions.ts';
import { readPage } from '../values/readPage.ts';

/** How long a call waits for its query unless it says otherwise, and at most, in milliseconds. */
const DEFAULT_WAIT_MS = 10_000;
const MAX_WAIT_MS = 200_000;

interface ResultsRequest {
  timeoutMs: number;
  maxResults: number | undefined;
  startIndex: number;
  pageToken: string | undefined;
  format: TimestampFormat;
}

/** jobs.query and jobs.getQueryResults. https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs/query */
export function queryRoutes(context: StubContext, runner: Runner): Route[] {
  async function query({ params, body }: Call): Promise<object> {
    const projectId = params['projectId'] ?? '';
    const request = body as QueryRequest;
    const configuration = configurationOf(request);
    const { timestampOutputFormat, useInt64Timestamp } = request.formatOptions ?? {};
    const format = timestampFormat(timestampOutputFormat, useInt64Timestamp);
    if (request.dryRun) return dryRunResponse(projectId, request, configuration);
    const jobReference = request.location === undefined ? {} : { location: request.location };
    const job = await insertJob({ projectId, configuration, jobReference }, context, runner);
    const results = await resultsOf(job, {
      timeoutMs: Number(request.timeoutMs ?? DEFAULT_WAIT_MS),
      maxResults: request.maxResults,
      startIndex: 0,
      pageToken: undefined,
      format,
    });
    const queryId = job.record.ref.jobId;
    if (!isStateless(request, results)) return { kind: 'bigquery#queryResponse', ...results, queryId };
    context.jobs.remove(job);
    const { jobReference: _none, ...answer } = results;
    return { kind: 'bigquery#queryResponse', ...answer, queryId };
  }

  async function dryRunResponse(
    projectId: string,
    { location: asked }: QueryRequest,
    { query: config = {} }: JobConfiguration,
  ): Promise<object> {
    const location = asked ?? locationOfQuery(config.query ?? '', context.catalog) ?? 'US';
    const { schema, totalBytesProcessed } = await dryRun(config, { projectId, location }, context);
    return {
      kind: 'bigquery#queryResponse',
      jobReference: { projectId, location },
      jobComplete: true,
      cacheHit: false,
      totalBytesProcessed,
      ...(schema ? { schema } : {}),
    };
  }

  async function getQueryResults({ params, query: search }: Call): Promise<object> {
    const job = context.jobs.get({
      projectId: params['projectId'] ?? '',
      jobId: params['jobId'] ?? '',
      location: search.get('location') ?? undefined,
    });
    const results = await resultsOf(job, {
      timeoutMs: wholeNumber(search, 'timeoutMs') ?? DEFAULT_WAIT_MS,
      maxResults: wholeNumber(search, 'maxResults'),
      startIndex: wholeNumber(search, 'startIndex') ?? 0,
      pageToken: search.get('pageToken') ?? undefined,
      format: timestampFormatOf(search),
    });
    return { kind: 'bigquery#getQueryResultsResponse', etag: job.record.ref.jobId, ...results };
  }

  async function resultsOf({ record, done }: Job, request: ResultsRequest): Promise<QueryAnswer> {
    await Promise.race([done, sleep(Math.min(request.timeoutMs, MAX_WAIT_MS), undefined, { ref: false })]);
    const base = { jobReference: record.ref, jobComplete: record.state === 'DONE' };
    if (record.state !== 'DONE') return base;
    if (record.errorResult) throw errorOf(record);
    return { ...base, cacheHit: false, totalBytesProcessed: '0', ...(await rowsOf(record, request)), ...dmlOf(record) };
  }

  async function rowsOf({ result }: JobRecord, request: ResultsRequest): Promise<Rows> {
    if (!result) return { totalRows: '0', schema: { fields: [] } };
    context.catalog.table(result.table);
    const { fields, table } = result;
    const page = await readPage(context.catalog.engine, { ...request, source: sqlName(table), fields });
    return {
      schema: { fields },
      totalRows: String(page.totalRows),
      ...(page.rows.length > 0 ? { rows: page.rows } : {}),
      ...(page.pageToken === undefined ? {} : { pageToken: page.pageToken }),
    };
  }

  return [
    { method: 'POST', path: '/projects/:projectId/queries', handle: query },
    { method: 'GET', path: '/projects/:projectId/queries/:jobId', handle: getQueryResults },
  ];
}

interface Rows {
  pageToken?: string;
  [more: string]: unknown;
}

interface QueryAnswer extends Rows {
  jobReference: JobRecord['ref'];
  jobComplete: boolean;
}

/** A query that need not be a job is none, if its answer is complete. https://cloud.google.com/bigquery/docs/running-queries#short_query_optimized */
const isStateless = ({ jobCreationMode }: QueryRequest, { jobComplete, pageToken }: QueryAnswer): boolean =>
  jobCreationMode === 'JOB_CREATION_OPTIONAL' && jobComplete && pageToken === undefined;

function dmlOf({ statistics }: JobRecord): object {
  const { numDmlAffectedRows, dmlStats } = statistics.query ?? {};
  return numDmlAffectedRows === undefined ? {} : { numDmlAffectedRows, dmlStats };
}

/** A query that failed fails the call that asks for its rows. */
function errorOf({ errorResult }: JobRecord): ApiError {
  const { reason = 'internalError', message = '', location } = errorResult ?? {};
  return new ApiError(statusOfReason(reason), reason, message, location);
}

function configurationOf(request: QueryRequest): JobConfiguration {
  const { query, useLegacySql, defaultDataset, queryParameters, parameterMode, maximumBytesBilled, useQueryCache } =
    request;
  const { labels } = request;
  if (query === undefined) throw new ApiError(400, 'required', 'Required parameter is missing: query');
  return {
    query: {
      query,
      useLegacySql: useLegacySql ?? true,
      ...(defaultDataset ? { defaultDataset } : {}),
      ...(queryParameters ? { queryParameters } : {}),
      ...(parameterMode === undefined ? {} : { parameterMode }),
      ...(maximumBytesBilled === undefined ? {} : { maximumBytesBilled }),
      ...(useQueryCache === undefined ? {} : { useQueryCache }),
    },
    ...(labels ? { labels } : {}),
  };
}

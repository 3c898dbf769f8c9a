import type { createTables } from '../../../../functions/src/bigquery/tables.ts';
import type { JobConfiguration } from '../../../../functions/src/model/job.ts';
import type { TableField } from '../../../../functions/src/model/table.ts';
import { type Send, ServiceError } from '../send.ts';
import type { MemoryBigQuery, MemoryJob } from './memoryBigQuery.ts';
import { jsonRow, type Values } from './parseRows.ts';
import { type MemoryTable, tableName } from './tableStore.ts';

type Client = Awaited<ReturnType<Parameters<typeof createTables>[0]>>;

interface NewJob {
  configuration: JobConfiguration;
  location: string;
  jobId: string;
}

/** The official client of a project over the service in memory, as far as warehouse, tables and queries use it. */
export function connectBigQuery(bigQuery: MemoryBigQuery, send: Send, projectId: string): Client {
  const call = <T>(method: string, target: string, effect: () => T): Promise<T> =>
    send({ service: 'bigquery', method, target }, effect);

  const jobNamed = (jobId: string, { location = 'US' }: { location?: string } = {}) => ({
    id: jobId,
    getMetadata: () =>
      call('jobs.get', jobId, () => [jobMetadata(bigQuery.job({ projectId, location, jobId }))] as const),
    getQueryResults: ({ wrapIntegers = false } = {}) =>
      call('jobs.getQueryResults', jobId, () => {
        const { answer } = bigQuery.job({ projectId, location, jobId });
        return [wrapIntegers ? answer.map(wrapped) : answer, null] as const;
      }),
    cancel: () => call('jobs.cancel', jobId, () => bigQuery.cancel({ projectId, location, jobId })),
  });

  const client = {
    projectId,
    createJob: ({ configuration, location, jobId }: NewJob) =>
      call('jobs.insert', jobId, () => {
        const job = bigQuery.insertJob({ projectId, location, jobId }, configuration);
        return [jobNamed(jobId, { location }), jobMetadata(job)];
      }),
    job: jobNamed,
    getJobs: ({ minCreationTime = '0', maxResults = 1000, pageToken = '0', parentJobId }: JobsQuery) =>
      call('jobs.list', projectId, () => {
        if (parentJobId !== undefined) return [childrenOf(bigQuery, projectId, parentJobId), null];
        const all = [...bigQuery.jobs.values()].filter(
          ({ name, created }) => name.projectId === projectId && created >= Number(minCreationTime),
        );
        const from = Number(pageToken);
        const page = all.toReversed().slice(from, from + maxResults);
        const jobs = page.map((job) => ({ id: job.name.jobId, metadata: jobMetadata(job) }));
        const next =
          from + maxResults < all.length ? { minCreationTime, maxResults, pageToken: `${from + maxResults}` } : null;
        return [jobs, next];
      }),
    dataset: (datasetId: string, options: { projectId?: string } = {}) =>
      datasetNamed(bigQuery, call, { projectId: options.projectId ?? projectId, datasetId }),
    createDataset: (datasetId: string, options: { projectId?: string; location?: string } = {}) =>
      call('datasets.insert', datasetId, () =>
        bigQuery.tables.createDataset(
          { projectId: options.projectId ?? projectId, datasetId },
          options.location ?? 'US',
        ),
      ),
  };
  return client as unknown as Client;
}

interface JobsQuery {
  minCreationTime?: string;
  maxResults?: number;
  pageToken?: string;
  parentJobId?: string;
}

/** The statements of a script, the last one first. */
function childrenOf({ jobs }: MemoryBigQuery, projectId: string, parentJobId: string) {
  const parent = [...jobs.values()].find(({ name }) => name.projectId === projectId && name.jobId === parentJobId);
  return (parent?.children ?? []).toReversed().map((statementType, index) => ({
    id: `${parentJobId}_child_${index}`,
    metadata: { status: { state: 'DONE' }, statistics: { query: { statementType } } },
  }));
}

type Call = <T>(method: string, target: string, effect: () => T) => Promise<T>;

/** The parts of a table's metadata that are written. */
interface GivenMetadata {
  schema?: { fields: readonly TableField[] };
  expirationTime?: string | null;
  etag?: string;
  timePartitioning?: object;
  rangePartitioning?: object;
  clustering?: object;
}

function datasetNamed({ tables }: MemoryBigQuery, call: Call, dataset: { projectId: string; datasetId: string }) {
  return {
    getMetadata: () => call('datasets.get', dataset.datasetId, () => [{ location: tables.location(dataset) }]),
    table(tableId: string) {
      const reference = { ...dataset, tableId };
      const name = tableName(reference);
      return {
        getMetadata: () => call('tables.get', name, () => [tableMetadata(tables.get(reference))]),
        create: ({ schema, expirationTime, etag: _, ...layout }: GivenMetadata = {}) =>
          call('tables.insert', name, () => {
            const expires = expirationTime ? { expires: Number(expirationTime) } : {};
            tables.create(reference, { fields: schema?.fields ?? [], layout, ...expires });
          }),
        setMetadata: (given: GivenMetadata) =>
          call('tables.patch', name, () => {
            const table = tables.get(reference);
            if (given.etag !== undefined && given.etag !== table.etag) {
              throw new ServiceError(412, 'Precondition Failed', 'conditionNotMet');
            }
            patch(table, given);
            tables.touch(table);
          }),
        delete: ({ ignoreNotFound = false } = {}) =>
          call('tables.delete', name, () => {
            if (!ignoreNotFound || tables.find(reference)) tables.remove(reference);
          }),
        insert: (rows: readonly NewRow[]) =>
          call('tabledata.insertAll', name, () => {
            const table = tables.get(reference);
            refuseBadRows(rows, table);
            for (const { insertId, json } of rows) {
              if (table.inserted.has(insertId)) continue;
              table.inserted.set(insertId, 0);
              table.rows = [...table.rows, { values: json }];
            }
          }),
      };
    },
  };
}

interface NewRow {
  insertId: string;
  json: Record<string, unknown>;
}

/** Throws what the client does where BigQuery answers `insertErrors`: one bad row, and none is taken. */
function refuseBadRows(rows: readonly NewRow[], { fields }: MemoryTable): void {
  const problemOf = ({ json }: NewRow) => jsonRow(JSON.stringify(json), { ...AS_STREAMED, fields });
  const problems = rows.map(problemOf).map((row) => (typeof row === 'string' ? row : undefined));
  if (problems.every((problem) => problem === undefined)) return;
  const errors = rows.map((row, index) => {
    const message = problems[index];
    return {
      errors: [message === undefined ? { reason: 'stopped', message: '' } : { reason: 'invalid', message }],
      row,
    };
  });
  throw Object.assign(new Error('A failure occurred during this request.'), { name: 'PartialFailureError', errors });
}

const AS_STREAMED = { format: 'NEWLINE_DELIMITED_JSON', ignoreUnknownValues: false, skipLeadingRows: 0 };

/** What stands for a whole number where the client is to keep it exact. */
class WrappedInteger {
  readonly value: string;
  constructor(value: number) {
    this.value = String(value);
  }
}

const wrapped = (row: Values): Values =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      Number.isInteger(value) ? new WrappedInteger(Number(value)) : value,
    ]),
  );

function patch(table: MemoryTable, { schema, expirationTime, etag: _, ...layout }: GivenMetadata): void {
  table.layout = { ...table.layout, ...layout };
  if (schema) {
    const kept = new Set(schema.fields.map(({ name }) => name.toLowerCase()));
    if (table.fields.some(({ name }) => !kept.has(name.toLowerCase()))) {
      throw new ServiceError(400, `Provided Schema does not match Table ${tableName(table.reference)}.`, 'invalid');
    }
    table.fields = schema.fields;
  }
  if (expirationTime === null) delete table.expires;
  else if (expirationTime !== undefined) table.expires = Number(expirationTime);
}

const tableMetadata = ({ fields, layout, etag, expires, rows }: MemoryTable) => ({
  ...layout,
  ...(fields.length > 0 ? { schema: { fields } } : {}),
  etag,
  numRows: String(rows.length),
  ...(expires === undefined ? {} : { expirationTime: String(expires) }),
});

/** A job as the REST API words it. */
function jobMetadata({ name, configuration, state, created, started, ended, error, outcome, children }: MemoryJob) {
  return {
    jobReference: name,
    configuration,
    status: { state, ...(error ? { errorResult: error.errorResult, errors: error.errors } : {}) },
    statistics: {
      creationTime: String(created),
      ...(started === undefined ? {} : { startTime: String(started) }),
      ...(ended === undefined ? {} : { endTime: String(ended) }),
      ...(children.length > 0 ? { numChildJobs: String(children.length) } : {}),
      ...(outcome ? statisticsOf(configuration, outcome) : {}),
    },
  };
}

function statisticsOf(
  { load, copy }: JobConfiguration,
  { rows, bytes, badRecords }: NonNullable<MemoryJob['outcome']>,
) {
  if (copy) return { copy: { copiedRows: String(rows) } };
  if (!load) return { query: { numDmlAffectedRows: String(rows) } };
  return {
    load: { outputRows: String(rows), inputFileBytes: String(bytes), badRecords: String(badRecords) },
  };
}

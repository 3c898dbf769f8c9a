import { randomUUID } from 'node:crypto';
import type { JobMetadata, TableField } from '@google-cloud/bigquery';
import { PROJECT, type StubProcess } from './stubProcess.ts';

export type Configuration = NonNullable<JobMetadata['configuration']>;

/** Runs a job and returns what it has become, whether it succeeded or not. */
export async function runJob(
  stub: StubProcess,
  configuration: Configuration,
  jobId: string = randomUUID(),
): Promise<JobMetadata> {
  const { status, body } = await stub.call('POST', `/projects/${PROJECT}/jobs`, {
    configuration,
    jobReference: { jobId },
  });
  if (status !== 200) throw new Error(`The job was refused: ${JSON.stringify(body)}`);
  return untilDone(stub, jobId, (body as JobMetadata).jobReference?.location);
}

const LONGEST_WAIT_MS = 1_000;

export async function untilDone(stub: StubProcess, jobId: string, location = 'US'): Promise<JobMetadata> {
  for (;;) {
    // Whoever asks again and again takes the processor away from the job.
    await stub.call('GET', `/_stub/jobs?jobId=${encodeURIComponent(`^${jobId}$`)}&waitMs=${LONGEST_WAIT_MS}`);
    const { body } = await stub.call('GET', `/projects/${PROJECT}/jobs/${jobId}?location=${location}`);
    const job = body as JobMetadata;
    if (job.status?.state === 'DONE') return job;
  }
}

/** How many jobs are under way. */
export async function jobsUnderWay(stub: StubProcess): Promise<number> {
  const { jobs } = (await stub.call('GET', '/_stub/health')).body;
  const { PENDING = 0, RUNNING = 0 } = jobs as Record<string, number>;
  return PENDING + RUNNING;
}

/** Loads objects into `dataset.table`. */
export async function load(
  stub: StubProcess,
  table: string,
  options: NonNullable<Configuration['load']>,
): Promise<JobMetadata> {
  return runJob(stub, { load: { ...options, destinationTable: tableReference(table) } });
}

export function tableReference(table: string): { projectId: string; datasetId: string; tableId: string } {
  const [tableId = '', datasetId = '', projectId = PROJECT] = table.split('.').reverse();
  return { projectId, datasetId, tableId };
}

/** A table's rows as plain values, in the order they are stored. */
export async function rowsOf(stub: StubProcess, table: string): Promise<unknown[][]> {
  const { datasetId, tableId, projectId } = tableReference(table);
  const path = `/projects/${projectId}/datasets/${datasetId}/tables/${encodeURIComponent(tableId)}/data?formatOptions.useInt64Timestamp=true`;
  const { status, body } = await stub.call('GET', path);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return ((body['rows'] ?? []) as EncodedRow[]).map(plainRow);
}

interface EncodedRow {
  f: { v: unknown }[];
}

const plainRow = ({ f }: EncodedRow): unknown[] => f.map(({ v }) => plain(v));

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(({ v }: { v: unknown }) => plain(v));
  return typeof value === 'object' && value !== null && 'f' in value ? plainRow(value as EncodedRow) : value;
}

/** `name:TYPE`, `name:TYPE:MODE`, separated by commas. */
export const fields = (text: string): TableField[] =>
  text.split(',').map((part) => {
    const [name = '', type = 'STRING', mode = 'NULLABLE'] = part.trim().split(':');
    return { name, type, mode };
  });

export const ndjson = (...rows: object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

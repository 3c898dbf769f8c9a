import { USER_EMAIL } from '../../schema/userEmail.ts';
import type { Job, JobRecord } from '../../state/job.ts';
import { type Value, valuesSql } from './valuesSql.ts';

/** https://cloud.google.com/bigquery/docs/information-schema-jobs, as far as the stub knows. */
export const jobsView = (jobs: readonly Job[]): string =>
  valuesSql(
    {
      creation_time: 'TIMESTAMPTZ',
      project_id: 'VARCHAR',
      user_email: 'VARCHAR',
      job_id: 'VARCHAR',
      job_type: 'VARCHAR',
      statement_type: 'VARCHAR',
      priority: 'VARCHAR',
      start_time: 'TIMESTAMPTZ',
      end_time: 'TIMESTAMPTZ',
      query: 'VARCHAR',
      state: 'VARCHAR',
      total_bytes_processed: 'BIGINT',
      cache_hit: 'BOOLEAN',
      parent_job_id: 'VARCHAR',
      error_result: 'STRUCT(reason VARCHAR, location VARCHAR, debug_info VARCHAR, message VARCHAR)',
      destination_table: 'STRUCT(project_id VARCHAR, dataset_id VARCHAR, table_id VARCHAR)',
      labels: 'STRUCT("key" VARCHAR, "value" VARCHAR)[]',
    },
    jobs.map(({ record }) => jobRow(record)),
  );

function jobRow(record: JobRecord): Record<string, Value> {
  const { ref, configuration, statistics, errorResult } = record;
  const { query } = configuration;
  return {
    creation_time: record.creationTime,
    project_id: ref.projectId,
    user_email: USER_EMAIL,
    job_id: ref.jobId,
    job_type: record.type,
    statement_type: statistics.query?.statementType,
    priority: query?.priority,
    start_time: record.startTime,
    end_time: record.endTime,
    query: query?.query,
    state: record.state,
    total_bytes_processed: query ? 0 : null,
    cache_hit: query ? false : null,
    parent_job_id: record.parentJobId,
    error_result: errorResult && {
      reason: errorResult.reason,
      location: errorResult.location,
      debug_info: null,
      message: errorResult.message,
    },
    destination_table: destinationOf(record),
    labels: Object.entries(configuration.labels ?? {}).map(([key, value]) => ({ key, value })),
  };
}

function destinationOf({ configuration: { load, query, copy } }: JobRecord): Value {
  const table = load?.destinationTable ?? query?.destinationTable ?? copy?.destinationTable;
  return table && { project_id: table.projectId, dataset_id: table.datasetId, table_id: table.tableId };
}

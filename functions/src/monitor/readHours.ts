import type { JsonRow } from '../bigquery/jsonRow.ts';
import type { Deps } from '../deps/deps.ts';
import { Failure } from '../failure/failure.ts';
import type { TableHour } from './model/observation.ts';

/** Points of a distribution: the least, the greatest, and what lies between. */
const POINTS = 20;

/**
 * What ended in the last 24 hours, by table and hour, as the history has it; undefined where there is none, or nothing was
 * written to it yet. Processes that began earlier than the day before yesterday are left out: they are few, and the history
 * is partitioned by the day on which a process began.
 */
export async function readHours({
  settings,
  warehouse,
  queries,
  clock,
}: Pick<Deps, 'settings' | 'warehouse' | 'queries' | 'clock'>): Promise<TableHour[] | undefined> {
  const { projectId, historyDataset: datasetId, triggerBucket } = settings;
  if (datasetId === '') return undefined;
  const now = clock.now();
  const jobId = `bqtail_monitor_${triggerBucket.replace(/[^\w-]/g, '_')}_${now.getTime()}`;
  try {
    const location = await warehouse.locationOf({ projectId, datasetId });
    const hours: TableHour[] = [];
    const rows = queries.rows(hoursSql(`${projectId}.${datasetId}`, now), { projectId, location, jobId });
    for await (const row of rows) hours.push(hourOf(row));
    return hours;
  } catch (error) {
    // The first process that ends makes dataset, tables and views.
    if (error instanceof Failure && error.reason === 'notFound') return undefined;
    throw error;
  }
}

/**
 * Hours of processes and of their jobs are joined in full: a job may end in an hour in which no process does. Tables that no process
 * has as its destination, as temporary ones, are left out.
 */
function hoursSql(dataset: string, now: Date): string {
  const at = `TIMESTAMP '${now.toISOString()}'`;
  const ofLastDay = `day >= DATE_SUB(DATE(${at}), INTERVAL 2 DAY) AND ended > TIMESTAMP_SUB(${at}, INTERVAL 24 HOUR)`;
  return `WITH ended AS (
  SELECT dest_table, TIMESTAMP_TRUNC(ended, HOUR) AS hour, COUNT(*) AS processes, COUNTIF(status = 'failed') AS failed,
    SUM(files_loaded) AS files_loaded, SUM(files_set_aside) AS files_set_aside, SUM(row_count) AS row_count, SUM(bytes) AS bytes,
    APPROX_QUANTILES(lag_ms, ${POINTS - 1}) AS lags
  FROM \`${dataset}.processes\`
  WHERE ${ofLastDay} AND dest_table IS NOT NULL
  GROUP BY dest_table, hour
), modified AS (
  SELECT modified_table AS dest_table, TIMESTAMP_TRUNC(ended, HOUR) AS hour, COUNT(*) AS modifications
  FROM \`${dataset}.jobs\`
  WHERE ${ofLastDay} AND modified_table IN (SELECT dest_table FROM \`${dataset}.processes\` WHERE ${ofLastDay})
  GROUP BY dest_table, hour
)
SELECT * FROM ended FULL JOIN modified USING (dest_table, hour)`;
}

function hourOf(row: JsonRow): TableHour {
  const number = (name: string): number => Number(row[name] ?? 0);
  const lags = Array.isArray(row['lags']) ? row['lags'] : [];
  return {
    table: String(row['dest_table']),
    hour: new Date(String(row['hour'])),
    processes: number('processes'),
    failed: number('failed'),
    filesLoaded: number('files_loaded'),
    filesSetAside: number('files_set_aside'),
    rows: number('row_count'),
    bytes: number('bytes'),
    modifications: number('modifications'),
    lagsMs: lags.filter((lag) => lag !== null).map(Number),
  };
}

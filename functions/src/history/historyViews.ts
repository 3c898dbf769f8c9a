import { DOLLARS_A_TIB } from '../bigquery/queryPrice.ts';
import { HISTORY_TABLES } from './historyTables.ts';

interface HistoryView {
  name: string;
  description: string;
  /** GoogleSQL; `named` answers the quoted name of a table or view of the dataset. */
  sql: (named: (name: string) => string) => string;
}

/** For each table one in which each outcome stands once. */
const ONCE: HistoryView[] = Object.entries(HISTORY_TABLES).map(([table, { view, key }]) => ({
  name: view,
  description: `${table} with each outcome once. A condition on day keeps the cost of a query low.`,
  sql: (named) =>
    `SELECT * FROM ${named(table)} WHERE TRUE\nQUALIFY ROW_NUMBER() OVER (PARTITION BY ${key.join(', ')} ORDER BY recorded DESC) = 1`,
}));

const SUMMARIES: HistoryView[] = [
  {
    name: 'files_latest',
    description: 'Each version of a file, with its last outcome.',
    sql: (named) =>
      `SELECT * FROM ${named('files')} WHERE TRUE\nQUALIFY ROW_NUMBER() OVER (PARTITION BY bucket, file_name, generation ORDER BY day DESC, ended DESC, last_step DESC) = 1`,
  },
  {
    name: 'table_freshness',
    description:
      'Each destination table: when rows last came, how old the newest file in it is, and the last 24 hours. Of the last 30 days.',
    sql: (named) => `SELECT
  dest_table,
  MAX(loaded) AS last_load_time,
  MAX(IF(loaded IS NULL, NULL, newest_file)) AS newest_file,
  TIMESTAMP_DIFF(CURRENT_TIMESTAMP(), MAX(loaded), SECOND) AS seconds_since_load,
  COUNTIF(loaded >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 24 HOUR)) AS loads_24h,
  SUM(IF(loaded >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 24 HOUR), files_loaded, 0)) AS files_24h,
  SUM(IF(loaded >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 24 HOUR), row_count, 0)) AS rows_24h
FROM ${named('processes')}
WHERE day >= DATE_SUB(CURRENT_DATE(), INTERVAL 30 DAY)
GROUP BY dest_table`,
  },
  {
    name: 'errors_24h',
    description:
      'Problems of the last 24 hours: processes that failed, and files that were set aside or refused, with the reason.',
    // A process may have begun GIVE_UP_AFTER_HOURS, at most 30 days, before it failed.
    sql: (
      named,
    ) => `SELECT ended, dest_table, rule, 'process' AS what, status, process_id, source AS file, error_reason AS reason, error_message AS message, CAST(NULL AS STRING) AS quarantined_to
FROM ${named('processes')}
WHERE day >= DATE_SUB(CURRENT_DATE(), INTERVAL 31 DAY)
  AND ended >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 24 HOUR)
  AND status IN ('failed', 'actionFailed')
UNION ALL
SELECT ended, dest_table, rule, 'file' AS what, status, process_id, CONCAT('gs://', bucket, '/', file_name) AS file, CAST(NULL AS STRING) AS reason, first_error_message AS message, quarantined_to
FROM ${named('files')}
WHERE day >= DATE_SUB(CURRENT_DATE(), INTERVAL 31 DAY)
  AND ended >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 24 HOUR)
  AND status IN ('Set aside', 'Refused')`,
  },
  {
    name: 'cost_by_table',
    description: `What the jobs of each table used, by day. dollars: queries at ${DOLLARS_A_TIB} a TiB; load and copy jobs are free.`,
    sql: (named) => `SELECT
  day,
  dest_table,
  COUNT(*) AS jobs,
  COUNTIF(state = 'failed') AS jobs_failed,
  SUM(IFNULL(slot_ms, 0)) / 3600000 AS slot_hours,
  SUM(IFNULL(bytes, 0)) AS bytes_loaded,
  SUM(IFNULL(bytes_billed, 0)) AS bytes_billed,
  SUM(IFNULL(bytes_billed, 0)) / POW(1024, 4) * ${DOLLARS_A_TIB} AS dollars
FROM ${named('jobs')}
GROUP BY day, dest_table`,
  },
];

/** All views of the history, each after those that it reads. */
export const HISTORY_VIEWS: readonly HistoryView[] = [...ONCE, ...SUMMARIES];

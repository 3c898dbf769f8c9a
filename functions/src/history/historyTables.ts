import type { Columns } from './columns.ts';

/** In each table: what it is partitioned by, and what tells outcomes of one process apart. */
const DAY = {
  type: 'DATE',
  description:
    'UTC day on which the process began (of a file without one: on which its event came). Partitions the table.',
} as const;
const REPLAYS = {
  type: 'INTEGER',
  description: 'How often the process had been replayed before this outcome: each replay has an outcome of its own.',
} as const;
const LAST_STEP = { type: 'INTEGER', description: 'Number of the last step before this outcome.' } as const;
const RECORDED = {
  type: 'TIMESTAMP',
  description: 'When bqtail made this row. The same outcome may be written twice.',
} as const;
const DESTINATION = {
  rule: { type: 'STRING', description: 'File of the rule, gs://.' },
  dest_table: { type: 'STRING', description: '[project.]dataset.table, without a partition.' },
  dest_partition: {
    type: 'STRING',
    description: 'Partition that was written to, as 20260131; null if the rule names none.',
  },
} as const;

export const FILE_COLUMNS = {
  day: DAY,
  bucket: { type: 'STRING', description: 'Bucket that the file came to.' },
  file_name: { type: 'STRING', description: 'Name of the object, with its path.' },
  generation: { type: 'STRING', description: 'Version of the object.' },
  file_size: { type: 'INTEGER', description: 'Bytes.' },
  checksum: {
    type: 'STRING',
    description: 'MD5, base64; of a composite object crc32c: and its CRC32C. Null if no event had it.',
  },
  ...DESTINATION,
  event_id: { type: 'STRING', description: 'ID of the version.' },
  process_id: { type: 'STRING', description: 'ID of the process that took it in; null if none did.' },
  replays: REPLAYS,
  last_step: LAST_STEP,
  status: { type: 'STRING', description: 'Loaded, Set aside, Failed, Refused or Superseded.' },
  created: { type: 'TIMESTAMP', description: 'When the version was written.' },
  received: { type: 'TIMESTAMP', description: 'When bqtail first heard of it.' },
  last_load_time: { type: 'TIMESTAMP', description: 'When its rows were in the destination; null if they are not.' },
  lag_ms: { type: 'INTEGER', description: 'Milliseconds from created to last_load_time.' },
  row_count: { type: 'INTEGER', description: 'Rows that were loaded; null in a batch of several files.' },
  row_parsed: {
    type: 'INTEGER',
    description: 'Rows that were loaded, and bad rows that were skipped (MaxBadRecords).',
  },
  first_error_message: { type: 'STRING', description: 'Why it was not loaded.' },
  first_error_line: { type: 'INTEGER', description: 'Line of the file, from 1, if BigQuery names it.' },
  first_error_position: {
    type: 'INTEGER',
    description: 'Byte at which the bad row begins, from 0, if BigQuery names it.',
  },
  first_error_column: { type: 'STRING', description: 'Column, or field, if BigQuery names it.' },
  quarantined_to: { type: 'STRING', description: 'Where bqtail has moved it, gs://.' },
  ended: { type: 'TIMESTAMP', description: 'Time of this outcome.' },
  recorded: RECORDED,
} as const satisfies Columns;

export const PROCESS_COLUMNS = {
  day: DAY,
  process_id: { type: 'STRING', description: 'ID of the process.' },
  replays: REPLAYS,
  last_step: LAST_STEP,
  status: { type: 'STRING', description: 'done, failed, actionFailed (loaded, but an action failed) or superseded.' },
  ...DESTINATION,
  mode: { type: 'STRING', description: 'async or sync.' },
  bucket: { type: 'STRING', description: 'Bucket of its files.' },
  source: { type: 'STRING', description: 'First of its files, gs://.' },
  group_id: { type: 'STRING', description: 'Group whose OnDone waits for it.' },
  files: { type: 'INTEGER', description: 'Files that it took in.' },
  files_loaded: { type: 'INTEGER', description: 'Those that were loaded.' },
  files_set_aside: { type: 'INTEGER', description: 'Those that were moved away as bad.' },
  files_failed: { type: 'INTEGER', description: 'Those that stay, and are not loaded.' },
  files_superseded: {
    type: 'INTEGER',
    description: 'Those that were overwritten, deleted, or replaced by newer ones.',
  },
  row_count: { type: 'INTEGER', description: 'Rows that its load jobs wrote.' },
  bad_row_count: { type: 'INTEGER', description: 'Bad rows that its load jobs skipped (MaxBadRecords).' },
  bytes: { type: 'INTEGER', description: 'Bytes of the files that were loaded.' },
  attempts: { type: 'INTEGER', description: 'Load jobs that were run.' },
  jobs_failed: { type: 'INTEGER', description: 'BigQuery jobs that failed, of any kind.' },
  waits: { type: 'INTEGER', description: 'How often it waited after a transient failure.' },
  oldest_file: { type: 'TIMESTAMP', description: 'When the oldest of its files was written.' },
  newest_file: { type: 'TIMESTAMP', description: 'When the newest of its files was written.' },
  started: { type: 'TIMESTAMP', description: 'When it began.' },
  loaded: { type: 'TIMESTAMP', description: 'When its rows were in the destination; null if they are not.' },
  ended: { type: 'TIMESTAMP', description: 'When it ended.' },
  lag_ms: { type: 'INTEGER', description: 'Milliseconds from oldest_file to loaded.' },
  duration_ms: { type: 'INTEGER', description: 'Milliseconds from started to ended.' },
  error_kind: { type: 'STRING', description: 'data, backend, transient (given up) or permanent.' },
  error_reason: { type: 'STRING', description: "BigQuery's reason, or bqtail's own." },
  error_message: { type: 'STRING', description: 'Why it failed.' },
  notes: { type: 'STRING', isList: true, description: 'What else a reader should know.' },
  job_ids: { type: 'STRING', isList: true, description: 'Its BigQuery jobs, as project:location.job.' },
  steps: {
    type: 'RECORD',
    isList: true,
    description: 'Its steps, in the order they ended.',
    fields: {
      step: { type: 'INTEGER', description: 'Number.' },
      action: {
        type: 'STRING',
        description:
          'load; for a move of rows copy or query; afresh, if everything was loaded again; else the name of the action.',
      },
      path: {
        type: 'STRING',
        description:
          'What it was done for: Load[0], Move[0], Afresh[0], or its place in the rule, such as OnSuccess[0].',
      },
      state: { type: 'STRING', description: 'done or failed.' },
      job_id: { type: 'STRING', description: 'ID of its BigQuery job.' },
      started: { type: 'TIMESTAMP', description: 'When its job began to run.' },
      ended: { type: 'TIMESTAMP', description: 'When it ended.' },
      row_count: { type: 'INTEGER', description: 'Rows that its job wrote.' },
      error: { type: 'STRING', description: 'Why it failed, or was skipped.' },
    },
  },
  recorded: RECORDED,
} as const satisfies Columns;

export const JOB_COLUMNS = {
  day: DAY,
  project_id: { type: 'STRING', description: 'Project that the job ran in.' },
  location: { type: 'STRING', description: 'Location of the job.' },
  job_id: { type: 'STRING', description: 'ID of the job.' },
  process_id: { type: 'STRING', description: 'ID of the process.' },
  ...DESTINATION,
  step: { type: 'INTEGER', description: 'Number of the step.' },
  action: { type: 'STRING', description: 'load; for a move of rows copy or query; else the name of the action.' },
  path: {
    type: 'STRING',
    description: 'What it was done for: Load[0], Move[0], or its place in the rule, such as OnSuccess[0].',
  },
  type: { type: 'STRING', description: 'LOAD, COPY, QUERY or EXTRACT.' },
  modified_table: {
    type: 'STRING',
    description:
      'Table that it appended to or overwrote, temporary ones included; null for DML, which no limit of a day counts.',
  },
  state: { type: 'STRING', description: 'done or failed.' },
  created: { type: 'TIMESTAMP', description: 'When BigQuery accepted it.' },
  started: { type: 'TIMESTAMP', description: 'When it began to run.' },
  ended: { type: 'TIMESTAMP', description: 'When it ended.' },
  row_count: { type: 'INTEGER', description: 'Rows that it wrote.' },
  bad_row_count: { type: 'INTEGER', description: 'Bad rows that it skipped (MaxBadRecords).' },
  bytes: { type: 'INTEGER', description: 'Bytes of the files that a load job read.' },
  output_bytes: { type: 'INTEGER', description: 'Bytes that a load job wrote.' },
  bytes_processed: { type: 'INTEGER', description: 'Bytes that a query read.' },
  bytes_billed: {
    type: 'INTEGER',
    description: 'Bytes that a query is charged for, if queries are charged by the byte.',
  },
  slot_ms: { type: 'INTEGER', description: 'Slot milliseconds.' },
  error_reason: { type: 'STRING', description: "BigQuery's reason." },
  error_message: { type: 'STRING', description: 'What BigQuery said.' },
  recorded: RECORDED,
} as const satisfies Columns;

interface HistoryTable {
  columns: Columns;
  description: string;
  /** Outcomes that are equal in these are one; the last recorded counts. `day` is among them, so that queries of the view read few partitions. */
  key: readonly string[];
  /** What queries ask by, besides the day. */
  clustering: readonly string[];
  /** The view of the table in which each outcome stands once. */
  view: string;
}

/** What bqtail writes, each table with the view that people should read. */
export const HISTORY_TABLES = {
  file_history: {
    columns: FILE_COLUMNS,
    description: 'The outcomes of each version of a file, some of them twice: query the view files.',
    key: ['day', 'bucket', 'file_name', 'generation', 'process_id', 'replays', 'last_step'],
    clustering: ['dest_table', 'status'],
    view: 'files',
  },
  process_history: {
    columns: PROCESS_COLUMNS,
    description: 'The outcomes of each process, some of them twice: query the view processes.',
    key: ['day', 'process_id', 'replays', 'last_step'],
    clustering: ['dest_table', 'status'],
    view: 'processes',
  },
  job_history: {
    columns: JOB_COLUMNS,
    description: 'Each BigQuery job that bqtail ran, some of them twice: query the view jobs.',
    key: ['day', 'project_id', 'location', 'job_id'],
    clustering: ['dest_table', 'type'],
    view: 'jobs',
  },
} as const satisfies Record<string, HistoryTable>;

export type HistoryTableName = keyof typeof HISTORY_TABLES;

/** What the tables are partitioned by. */
export const PARTITIONED_BY = 'day';

/** A param of the deployment, and what its value has to be like. */
export type ParamSpec = TextSpec | CountSpec;

interface Told {
  /** What the CLI asks by. */
  label: string;
  description: string;
}

export interface TextSpec extends Told {
  type: 'text';
  /** Without one the CLI asks; `{{ params.NAME }}` is the value of another param. */
  default?: string;
  /** A whole value matches it. */
  pattern: RegExp;
  /** What the pattern asks for, in words: `… is "x": ‹shape›`. */
  shape: string;
  isBucket?: boolean;
  /** It may be empty, which means something. */
  mayBeEmpty?: true;
  options?: readonly string[];
}

export interface CountSpec extends Told {
  type: 'count';
  default: number;
  min: number;
  max: number;
}

/** Bucket naming requirements (Cloud Storage: bucket names); names with dots belong to verified domains. */
const BUCKET = {
  type: 'text',
  isBucket: true,
  pattern: /^(?!goog)[a-z0-9](?:[a-z0-9._-]{1,220}[a-z0-9])$/,
  shape: "give the bucket's name alone: lower-case letters, digits, - _ and dots, without gs:// and without a path",
} as const;

/** Where Cloud Functions of the second generation run (Cloud Run functions: locations). */
const REGIONS = [
  'africa-south1',
  'asia-east1',
  'asia-east2',
  'asia-northeast1',
  'asia-northeast2',
  'asia-northeast3',
  'asia-south1',
  'asia-south2',
  'asia-southeast1',
  'asia-southeast2',
  'australia-southeast1',
  'australia-southeast2',
  'europe-central2',
  'europe-north1',
  'europe-southwest1',
  'europe-west1',
  'europe-west10',
  'europe-west12',
  'europe-west2',
  'europe-west3',
  'europe-west4',
  'europe-west6',
  'europe-west8',
  'europe-west9',
  'me-central1',
  'me-central2',
  'me-west1',
  'northamerica-northeast1',
  'northamerica-northeast2',
  'southamerica-east1',
  'southamerica-west1',
  'us-central1',
  'us-east1',
  'us-east4',
  'us-east5',
  'us-south1',
  'us-west1',
  'us-west2',
  'us-west3',
  'us-west4',
] as const;

const DAY_SEC = 86_400;

/** All params of a deployment. functions/README.md lists the places that a new one needs. */
export const PARAMS = {
  TRIGGER_BUCKET: {
    ...BUCKET,
    label: 'Trigger bucket',
    description: 'Data files arrive in this bucket.',
  },
  OPS_BUCKET: {
    ...BUCKET,
    label: 'Operations bucket',
    description:
      'Task files, error reports and quarantined files. Nothing listens to it; it is not the trigger bucket.',
  },
  CONFIG_BUCKET: {
    ...BUCKET,
    default: '{{ params.OPS_BUCKET }}',
    label: 'Rules bucket',
    description:
      'Rules are in this bucket, below rules/. Anyone who may write there can run SQL with the rights of the functions.',
  },
  REGION: {
    type: 'text',
    default: 'us-central1',
    pattern: new RegExp(`^(?:${REGIONS.join('|')})$`),
    shape: 'give a region of Cloud Functions, such as us-central1 or europe-west1; EU and US are no regions',
    options: REGIONS,
    label: 'Region',
    description:
      'Where the functions run: the region of the trigger bucket (for a multi-region bucket, one that belongs to it).',
  },
  DATABASE: {
    type: 'text',
    default: 'bqtail',
    // Database IDs (Firestore: manage databases).
    pattern: /^[a-z][a-z0-9-]{2,61}[a-z0-9]$/,
    shape:
      'give the ID of a Firestore database of its own, not (default): 4 to 63 lower-case letters, digits and -, beginning with a letter',
    label: 'Firestore database',
    description: 'The journal lives in this Firestore database, which belongs to this deployment alone.',
  },
  TOPIC: {
    type: 'text',
    default: 'bqdispatch',
    // Pub/Sub: resource names.
    pattern: /^(?!goog)[A-Za-z][\w.~+%-]{2,254}$/,
    shape:
      "give the topic's ID alone, without projects/…/topics/: 3 to 255 letters, digits and - . _ ~ + %, beginning with a letter",
    label: 'Dispatch topic',
    description: 'Each message on this Pub/Sub topic starts a run of bqDispatch. The deployment makes the topic.',
  },
  HISTORY_DATASET: {
    type: 'text',
    default: 'bqtail',
    mayBeEmpty: true,
    // BigQuery: dataset names.
    pattern: /^\w{0,1024}$/,
    shape: "give the dataset's name alone: letters, digits and _; nothing, for no history",
    label: 'History dataset',
    description:
      'The BigQuery dataset of the history: what happened to each file, process and job. If it does not exist, the functions make it in their region. Empty: no history.',
  },
  HISTORY_DAYS: {
    type: 'count',
    default: 400,
    min: 1,
    max: 3_650,
    label: 'History, days',
    description: 'How long BigQuery keeps the history, in days.',
  },
  SLACK_SECRET: {
    type: 'text',
    default: 'bqtail-slack',
    // Secret Manager: secret IDs.
    pattern: /^(?:projects\/[^/]+\/secrets\/)?[\w-]{1,255}(?:\/versions\/(?:latest|\d+))?$/,
    shape: 'give the ID of a secret (letters, digits, - and _), or projects/‹project›/secrets/‹ID›',
    label: 'Slack secret',
    description:
      "The secret of Secret Manager that holds the Slack token for notify actions; read when one runs, so that a project without Slack needs none. A rule's Secret wins.",
  },
  NOTIFY: {
    type: 'text',
    default: '',
    mayBeEmpty: true,
    pattern: /^(?:|#[^\s#]{1,80}|projects\/[^/\s]+\/topics\/[A-Za-z][\w.~+%-]{2,254}|https:\/\/\S+)$/,
    shape:
      'give a Slack channel (#data-alerts), a topic (projects/‹project›/topics/‹topic›) or an https URL; nothing, for the log alone',
    label: 'Notify',
    description:
      'Digests of failures, holds, stalls, lateness and recoveries go here, at most one a subject in ten minutes. A Slack channel needs SLACK_SECRET. Empty: only the log has them.',
  },
  TRACES: {
    type: 'text',
    default: '',
    mayBeEmpty: true,
    pattern: /^(?:|otlp|google)$/,
    shape: 'give otlp (with OTEL_EXPORTER_OTLP_ENDPOINT), google, or nothing, for no traces',
    label: 'Traces',
    description:
      'OpenTelemetry traces, one a process, go to this: otlp, the endpoint that OTEL_EXPORTER_OTLP_ENDPOINT names; google, Cloud Trace. Either needs packages that are not installed by default. Empty: there are none.',
  },
  MAX_INSTANCES: {
    type: 'count',
    default: 10,
    min: 1,
    max: 1_000,
    label: 'Instances of bqTail',
    description:
      'At most so many instances take in files; each holds CONCURRENCY files. With their CPUs they have to fit the quota of the region, which may be 10 in a new project.',
  },
  CONCURRENCY: {
    type: 'count',
    default: 80,
    min: 1,
    max: 1_000,
    label: 'Files in one instance',
    description: 'An instance of bqTail takes in so many files at once. 80 fit into 512 MiB.',
  },
  MEMORY_MIB: {
    type: 'count',
    default: 512,
    min: 256,
    max: 32_768,
    label: 'Memory, MiB',
    description: 'Memory of an instance of bqTail.',
  },
  RULES_CHECK_SEC: {
    type: 'count',
    default: 60,
    min: 0,
    max: DAY_SEC,
    label: 'Rules check, s',
    description: 'How stale the cached rules may get, in seconds.',
  },
  DISPATCH_BUDGET_SEC: {
    type: 'count',
    default: 55,
    min: 0,
    max: 120,
    label: 'Dispatch budget, s',
    description: 'How long one dispatch run keeps sweeping while work is pending, in seconds; 0: one sweep.',
  },
  STALE_TASK_SEC: {
    type: 'count',
    default: 180,
    min: 1,
    max: DAY_SEC,
    label: 'Stale task, s',
    description: 'A task without progress is taken up again after so many seconds, within twice as long.',
  },
  MISSED_FILE_SEC: {
    type: 'count',
    default: 3_600,
    min: 0,
    max: DAY_SEC,
    label: 'Missed file, s',
    description:
      'After so many seconds, bqtail takes in a file whose event never came, if a rule matches it; it lists the bucket as often. 0: never.',
  },
  MAX_CONCURRENT_LOAD: {
    type: 'count',
    default: 0,
    min: 0,
    max: 100_000,
    label: 'Load jobs at once',
    description: 'Batches wait while this many load jobs run in their project; 0: they never do.',
  },
  MAX_CONCURRENT_SQL: {
    type: 'count',
    default: 0,
    min: 0,
    max: 100_000,
    label: 'Queries at once',
    description: 'Follow-ups that run a query wait while this many queries run in their project; 0: they never do.',
  },
  MAX_ATTEMPTS: {
    type: 'count',
    default: 4,
    min: 1,
    max: 100,
    label: 'Attempts',
    description: 'How often a job that BigQuery lost to a fault of its own is submitted again.',
  },
  GIVE_UP_AFTER_HOURS: {
    type: 'count',
    default: 24,
    min: 1,
    max: 720,
    label: 'Give up after, h',
    description: 'A process that has waited for so long since its last progress is failed, in hours.',
  },
  JOURNAL_TTL_DAYS: {
    type: 'count',
    default: 90,
    min: 1,
    max: 3_650,
    label: 'Journal, days',
    description: 'How long Firestore keeps the trail of a file, in days.',
  },
} as const satisfies Record<string, ParamSpec>;

export type ParamName = keyof typeof PARAMS;

/** Params by name; what the CLI deploys has each of them. */
export type ParamValues = Readonly<Record<string, string | undefined>>;

/**
 * Read from the environment at discovery, and not asked for: the account that the functions run as, where an organisation does not
 * let the CLI make one and give it roles.
 */
export const SERVICE_ACCOUNT = 'SERVICE_ACCOUNT';

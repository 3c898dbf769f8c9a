import type { ErrorDetail } from './failure.ts';

/**
 * What an error asks for: the four kinds of a `Failure`, and
 * - `rate`: too much at once; nothing more for that destination for some seconds;
 * - `quota`: a quota is used up; nothing more for that destination until some of it is back.
 */
export type Decision = 'transient' | 'backend' | 'data' | 'permanent' | 'rate' | 'quota';

export type JobKind = 'load' | 'query' | 'copy' | 'extract';

interface Row {
  /** A refused call touched no data and started no job. */
  call: 'transient' | 'permanent' | 'rate' | 'quota';
  /** A job that failed. */
  job: Decision;
  /** A load job, where it differs. */
  load?: Decision;
}

const PERMANENT = { call: 'permanent', job: 'permanent' } as const;
const TRANSIENT = { call: 'transient', job: 'transient' } as const;
const BACKEND = { call: 'transient', job: 'backend' } as const;
const RATE = { call: 'rate', job: 'rate' } as const;
const QUOTA = { call: 'quota', job: 'quota' } as const;

/**
 * BigQuery's reasons (https://cloud.google.com/bigquery/docs/error-messages) and what each asks for. One that is not here is
 * sorted by HTTP status, and a job that failed for it has to be looked at by somebody.
 */
export const REASONS = {
  accessDenied: PERMANENT,
  attributeError: PERMANENT,
  backendError: BACKEND,
  badRequest: PERMANENT,
  billingNotEnabled: PERMANENT,
  billingTierLimitExceeded: PERMANENT,
  blocked: PERMANENT,
  duplicate: PERMANENT,
  internalError: BACKEND,
  // Of a query or a copy it is about what the rule asks for, of a load about the files.
  invalid: { ...PERMANENT, load: 'data' },
  invalidQuery: PERMANENT,
  invalidUser: PERMANENT,
  jobBackendError: BACKEND,
  jobInternalError: BACKEND,
  jobRateLimitExceeded: RATE,
  notFound: PERMANENT,
  notImplemented: PERMANENT,
  proxyAuthenticationRequired: PERMANENT,
  quotaExceeded: QUOTA,
  rateLimitExceeded: RATE,
  resourceInUse: PERMANENT,
  resourcesExceeded: PERMANENT,
  responseTooLarge: PERMANENT,
  // Somebody cancelled the job, and meant it.
  stopped: PERMANENT,
  tableUnavailable: TRANSIENT,
  timeout: TRANSIENT,
  usageQuotaExceeded: QUOTA,
} as const satisfies Readonly<Record<string, Row>>;

interface TextRow {
  reason: keyof typeof REASONS;
  text: RegExp;
  decision: Decision;
  /** Of these jobs only; everywhere by default. */
  job?: JobKind;
}

/** Where a reason is used for more than one thing; the first row that fits decides. */
export const TEXTS: readonly TextRow[] = [
  // A source file is gone; other things that are missing are tables and datasets.
  { reason: 'notFound', text: /^Not found: (?:URI|Uris|Files?) /i, decision: 'data', job: 'load' },
  // Others may be readable: permission is a matter of each object.
  { reason: 'accessDenied', text: /^Access Denied: File gs:/i, decision: 'data', job: 'load' },
  // No file is at fault where the job cannot know what its rows look like, or cannot be run at all as it is configured.
  ...[
    /^No schema specified on job or table/i,
    /^Cannot read and write in different locations/i,
    /^Incompatible table partitioning specification/i,
    /^Incompatible (?:table )?clustering/i,
    /^Cannot load CSV data with a repeated field/i,
    /^(?:Bucket|The bucket).*requester pays/i,
    /^(?:Cloud KMS|Changing (?:the )?(?:CMEK|encryption)|.{0,80}\bKMS key)/i,
    /^Schema update options should only be specified/i,
    /^(?:Permission|Access Denied: (?:Dataset|Table|Project|BigQuery))/i,
  ].map((text) => ({ reason: 'invalid', text, decision: 'permanent', job: 'load' }) as const),
  // Quotas by the minute and by the second are rate limits.
  { reason: 'quotaExceeded', text: /\bper (?:minute|second|\d+ seconds)\b/i, decision: 'rate' },
  // At most 20 statements wait for one table (Quotas and limits: DML statements).
  { reason: 'resourcesExceeded', text: /^Too many DML statements outstanding/i, decision: 'rate' },
  // Said of statements that write a table which another one has just written.
  { reason: 'invalidQuery', text: /^(?:Exceeded rate limits:|Could not serialize access)/i, decision: 'transient' },
  { reason: 'invalidQuery', text: /aborted due to concurrent update/i, decision: 'transient' },
];

/** What the text of an error asks for; undefined where it does not matter, and the reason decides. */
export function decisionByText({ reason, message = '' }: ErrorDetail, job?: JobKind): Decision | undefined {
  const fits = (row: TextRow): boolean => row.reason === reason && (row.job === undefined || row.job === job);
  return TEXTS.find((row) => fits(row) && row.text.test(message))?.decision;
}

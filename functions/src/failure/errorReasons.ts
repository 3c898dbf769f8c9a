import type { ErrorDetail } from './failure.ts';

/**
 * What an error asks for: the four kinds of a `Failure`, and
 * - `quota`: a quota is used up; nothing more for that destination until some of it is back.
 */
export type Decision = 'transient' | 'backend' | 'data' | 'permanent' | 'quota';

export type JobKind = 'load' | 'query' | 'copy' | 'extract';

interface Row {
  /** The HTTP status that BigQuery answers a refused call with. */
  status: number;
  /** A refused call touched no data and started no job. */
  call: 'transient' | 'permanent' | 'quota';
  /** A job that failed. */
  job: Decision;
  /** A load job, where it differs. */
  load?: Decision;
}

const PERMANENT = { call: 'permanent', job: 'permanent' } as const;
const TRANSIENT = { call: 'transient', job: 'transient' } as const;
const BACKEND = { call: 'transient', job: 'backend' } as const;
const QUOTA = { call: 'quota', job: 'quota' } as const;

/**
 * BigQuery's reasons (https://cloud.google.com/bigquery/docs/error-messages) and what each asks for. One that is not here is
 * sorted by HTTP status, and a job that failed for it has to be looked at by somebody.
 */
export const REASONS = {
  accessDenied: { status: 403, ...PERMANENT },
  attributeError: { status: 400, ...PERMANENT },
  backendError: { status: 503, ...BACKEND },
  badRequest: { status: 400, ...PERMANENT },
  billingNotEnabled: { status: 403, ...PERMANENT },
  billingTierLimitExceeded: { status: 400, ...PERMANENT },
  blocked: { status: 403, ...PERMANENT },
  duplicate: { status: 409, ...PERMANENT },
  internalError: { status: 500, ...BACKEND },
  // Of a query or a copy it is about what the rule asks for, of a load about the files.
  invalid: { status: 400, ...PERMANENT, load: 'data' },
  invalidQuery: { status: 400, ...PERMANENT },
  invalidUser: { status: 400, ...PERMANENT },
  jobBackendError: { status: 400, ...BACKEND },
  jobInternalError: { status: 400, ...BACKEND },
  jobRateLimitExceeded: { status: 400, ...TRANSIENT },
  notFound: { status: 404, ...PERMANENT },
  notImplemented: { status: 501, ...PERMANENT },
  proxyAuthenticationRequired: { status: 407, ...PERMANENT },
  quotaExceeded: { status: 403, ...QUOTA },
  rateLimitExceeded: { status: 403, ...TRANSIENT },
  resourceInUse: { status: 400, ...PERMANENT },
  resourcesExceeded: { status: 400, ...PERMANENT },
  responseTooLarge: { status: 403, ...PERMANENT },
  // Somebody cancelled the job, and meant it.
  stopped: { status: 200, ...PERMANENT },
  tableUnavailable: { status: 400, ...TRANSIENT },
  timeout: { status: 400, ...TRANSIENT },
  usageQuotaExceeded: { status: 403, ...QUOTA },
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
  // No file is at fault where the job cannot know what its rows look like.
  { reason: 'invalid', text: /^No schema specified on job or table/i, decision: 'permanent', job: 'load' },
  // Quotas by the minute and by the second are rate limits.
  { reason: 'quotaExceeded', text: /\bper (?:minute|second|\d+ seconds)\b/i, decision: 'transient' },
  // Said of statements that write a table which another one has just written.
  { reason: 'invalidQuery', text: /^(?:Exceeded rate limits:|Could not serialize access)/i, decision: 'transient' },
  { reason: 'invalidQuery', text: /aborted due to concurrent update/i, decision: 'transient' },
];

/** What the text of an error asks for; undefined where it does not matter, and the reason decides. */
export function decisionByText({ reason, message = '' }: ErrorDetail, job?: JobKind): Decision | undefined {
  const fits = (row: TextRow): boolean => row.reason === reason && (row.job === undefined || row.job === job);
  return TEXTS.find((row) => fits(row) && row.text.test(message))?.decision;
}

/** The HTTP status of an error that first was a job's. https://cloud.google.com/bigquery/docs/error-messages */
const STATUS: Readonly<Record<string, number>> = {
  accessDenied: 403,
  backendError: 503,
  duplicate: 409,
  internalError: 500,
  jobRateLimitExceeded: 403,
  notFound: 404,
  quotaExceeded: 403,
  rateLimitExceeded: 403,
};

export const statusOfReason = (reason: string): number => STATUS[reason] ?? 400;

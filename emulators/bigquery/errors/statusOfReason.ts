/** The HTTP status of an error that first was a job's. https://cloud.google.com/bigquery/docs/error-messages */
const STATUS: Readonly<Record<string, number>> = {
  accessDenied: 403,
  backendError: 503,
  billingNotEnabled: 403,
  blocked: 403,
  duplicate: 409,
  internalError: 500,
  notFound: 404,
  quotaExceeded: 403,
  rateLimitExceeded: 403,
  responseTooLarge: 403,
  usageQuotaExceeded: 403,
};

export const statusOfReason = (reason: string): number => STATUS[reason] ?? 400;

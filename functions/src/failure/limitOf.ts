import { decisionByText, REASONS } from './errorReasons.ts';
import type { ErrorDetail, Failure } from './failure.ts';

/**
 * Which limit of BigQuery's a failure is about: a rate, which is free again within seconds, or a quota, which comes back over
 * hours. undefined: about none.
 */
export function limitOf({ reason, message, details }: Failure): 'rate' | 'quota' | undefined {
  // The message of a refused call begins with what was being done; the detail has BigQuery's own words.
  const [said = { reason, message }] = details;
  const decision = decisionByText(said) ?? decisionByReason(said) ?? decisionByReason({ reason });
  return decision === 'rate' || decision === 'quota' ? decision : undefined;
}

const decisionByReason = ({ reason }: ErrorDetail): string | undefined =>
  reason !== undefined && Object.hasOwn(REASONS, reason) ? REASONS[reason as keyof typeof REASONS].job : undefined;

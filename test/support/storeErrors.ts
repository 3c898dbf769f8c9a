import type { Call } from './disturb.ts';

/** What the Storage client rejects with once its own retries are used up. */
const refusal = (code: number, reason: string): Error =>
  Object.assign(new Error(`${reason}, as asked`), {
    code,
    errors: [{ domain: 'global', reason, message: 'as asked' }],
  });

/** What the Firestore client rejects with: a status of gRPC. */
const grpcError = (code: number, status: string): Error =>
  Object.assign(new Error(`${code} ${status}: as asked`), { code, details: 'as asked', metadata: {} });

const STORAGE_ERRORS = [
  () => refusal(503, 'backendError'),
  () => refusal(429, 'rateLimitExceeded'),
  () => Object.assign(new Error('request failed, reason: socket hang up'), { code: 'ECONNRESET' }),
];

const FIRESTORE_ERRORS = [
  () => grpcError(14, 'UNAVAILABLE'),
  () => grpcError(10, 'ABORTED'),
  () => grpcError(4, 'DEADLINE_EXCEEDED'),
];

/** A transient error, as the client of that store rejects with; one call after the other has them all. */
export function transientError({ port, index }: Call): Error {
  const errors = port === 'objects' ? STORAGE_ERRORS : FIRESTORE_ERRORS;
  const make = errors[index % errors.length];
  if (make === undefined) throw new Error('there are errors');
  return make();
}

/** An error that lasts until somebody mends what causes it. */
export const lastingError = ({ port }: Call): Error =>
  port === 'objects' ? refusal(403, 'forbidden') : grpcError(7, 'PERMISSION_DENIED');

export type Service = 'firestore' | 'storage' | 'bigquery' | 'pubsub' | 'http';

export interface Request {
  service: Service;
  /** What is asked, in the words of the service's API: `commit`, `objects.insert`, `jobs.get`. */
  method: string;
  /** What it is about: a document, a gs:// URL, a job ID, a table. */
  target: string;
}

/**
 * Carries a request to a service. `effect` is what the service does, at the moment when it does it: whoever carries the
 * request decides when that is, whether it happens, and whether the answer comes back.
 */
export type Send = <T>(request: Request, effect: () => T | Promise<T>) => Promise<T>;

/** Nothing lies between the caller and the service. */
export const atOnce: Send = async (_, effect) => effect();

/** An error as the clients of Google's services reject with: `code` is a status of gRPC for Firestore, of HTTP for the others. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: number | string;
  /** BigQuery's own words, where it has some. */
  readonly errors: readonly { reason: string; message: string }[] | undefined;

  constructor(code: number | string, message: string, reason?: string) {
    super(message);
    this.code = code;
    this.errors = reason === undefined ? undefined : [{ reason, message }];
  }
}

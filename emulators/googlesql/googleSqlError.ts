import { status } from '@grpc/grpc-js';

/**
 * Why GoogleSQL does not do a statement: `statement` (it is wrong), `value` (it fails on its data), `unknown` (the service cannot do what the
 * statement asks for), `resources` (it takes too much memory or time).
 */
export type FailureKind = 'statement' | 'value' | 'unknown' | 'resources';

export class GoogleSqlError extends Error {
  override readonly name = 'GoogleSqlError';
  readonly kind: FailureKind;
  /** Counts from 1. */
  readonly at: { line: number; column: number } | undefined;

  constructor(kind: FailureKind, message: string, at?: { line: number; column: number }) {
    super(message);
    this.kind = kind;
    this.at = at;
  }
}

const KINDS: Readonly<Record<number, FailureKind>> = {
  [status.INVALID_ARGUMENT]: 'statement',
  [status.NOT_FOUND]: 'statement',
  [status.OUT_OF_RANGE]: 'value',
  [status.UNIMPLEMENTED]: 'unknown',
  [status.INTERNAL]: 'unknown',
  [status.RESOURCE_EXHAUSTED]: 'resources',
  [status.DEADLINE_EXCEEDED]: 'resources',
};

/** The service writes where an error is at the end of its text. */
const AT = /\s*\[at (\d+):(\d+)\]\s*$/;

/** Whether the service took no more calls: it has a thread for each. */
export const isRefused = (error: unknown): boolean =>
  (error as { details?: string }).details === 'Server Threadpool Exhausted';

/** What a call to the service ended with; undefined where the process itself has gone. */
export function failureOf(error: unknown): GoogleSqlError | undefined {
  const { code, details = '' } = error as { code?: number; details?: string };
  const kind = code === undefined ? undefined : KINDS[code];
  if (kind === undefined) return undefined;
  const [, line, column] = AT.exec(details) ?? [];
  const message = details.replace(AT, '');
  if (line === undefined) return new GoogleSqlError(kind, message);
  return new GoogleSqlError(kind, message, { line: Number(line), column: Number(column) });
}

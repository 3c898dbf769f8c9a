/** Where something stands in a statement; both count from 1, as in BigQuery's messages. */
export interface Position {
  line: number;
  column: number;
}

export type SqlErrorReason = 'invalidQuery' | 'notFound' | 'notImplemented' | 'resourcesExceeded';

/** A statement that BigQuery would refuse, in its words; `reason` is that of the job's `errorResult`. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly reason: SqlErrorReason;

  constructor(message: string, at?: Position, reason: SqlErrorReason = 'invalidQuery') {
    super(at ? `${message} at [${at.line}:${at.column}]` : message);
    this.line = at?.line;
    this.column = at?.column;
    this.reason = reason;
  }
}

/** What GoogleSQL has and the stub has not: said, never passed over. */
export const unsupportedSql = (what: string, at?: Position): SqlError =>
  new SqlError(`not supported by the local BigQuery stub: ${what}`, at, 'notImplemented');

/** A row that does not fit the schema; the message is BigQuery's, without what stands before it for the file's format. */
export class RowError extends Error {
  override readonly name = 'RowError';
  /** The field that is to blame, as `insertAll` tells it. */
  readonly field: string;

  constructor(message: string, field = '') {
    super(message);
    this.field = field;
  }
}

/** Data that BigQuery loads and this stub cannot. Never a fault of the file: the whole job ends with `notImplemented`. */
export class UnsupportedData extends Error {
  override readonly name = 'UnsupportedData';

  constructor(what: string) {
    super(`not supported by the local BigQuery stub: ${what}`);
  }
}

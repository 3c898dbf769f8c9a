import type { Field, FieldType } from '../../schema/field.ts';
import { QUOTE, type Scan, scanNothing, scanQuoted, scanWords } from './scan.ts';
import { scanJson } from './scanJson.ts';
import { scanDate, scanDatetime, scanTime, scanTimestamp } from './scanMoment.ts';
import { scanDecimal, scanDouble, scanInteger } from './scanNumber.ts';
import { type PlainColumn, scanRecord } from './scanRecord.ts';
import { scanList } from './scanSequence.ts';
import { scanShortText, scanText } from './scanText.ts';

/** Rows of JSON that are good for this schema as they stand. */
export const scanRow = (fields: readonly Field[]): Scan => scanRecord(fields.map(plainColumn));

const plainColumn = (field: Field): PlainColumn => ({
  name: field.name,
  isNeeded: field.mode !== 'NULLABLE',
  scan: scanValue(field),
});

function scanValue(field: Field): Scan {
  const single = field.fields ? scanRow(field.fields) : scalarOf(field);
  if (field.mode === 'REPEATED') return scanList(single);
  return field.mode === 'NULLABLE' ? orNull(single) : single;
}

const SMALL_N = 0x6e;
const scanNull = scanWords('null');

const orNull =
  (scan: Scan): Scan =>
  (bytes, at) =>
    bytes[at] === SMALL_N ? scanNull(bytes, at) : scan(bytes, at);

/** A number, or a text of one. */
const orQuoted =
  (scan: Scan, text: Scan): Scan =>
  (bytes, at) =>
    bytes[at] === QUOTE ? text(bytes, at) : scan(bytes, at);

const textOf = ({ maxLength }: Field): Scan =>
  maxLength === undefined ? scanText : (bytes, at) => scanShortText(bytes, at, Number(maxLength));

/** Of a column that rounds, or takes fewer digits, nothing is plain. Fractions have to be texts: as numbers they may be rounded. */
const decimalOf =
  (wholeDigits: number, fractionDigits: number) =>
  ({ precision, scale }: Field): Scan =>
    precision === undefined && scale === undefined
      ? orQuoted(scanInteger, scanQuoted(scanDecimal(wholeDigits, fractionDigits)))
      : scanNothing;

const always =
  (scan: Scan) =>
  (_field: Field): Scan =>
    scan;

/** What of each type is plain. Bytes never are: DuckDB reads them in another writing. */
const SCALARS: Partial<Record<FieldType, (field: Field) => Scan>> = {
  STRING: textOf,
  GEOGRAPHY: textOf,
  INTEGER: always(orQuoted(scanInteger, scanQuoted(scanInteger))),
  FLOAT: always(scanDouble),
  NUMERIC: decimalOf(20, 9),
  BIGNUMERIC: decimalOf(20, 18),
  BOOLEAN: always(scanWords('true', 'false')),
  TIMESTAMP: always(scanQuoted(scanTimestamp)),
  DATE: always(scanQuoted(scanDate)),
  TIME: always(scanQuoted(scanTime)),
  DATETIME: always(scanQuoted(scanDatetime)),
  JSON: always(scanJson),
};

const scalarOf = (field: Field): Scan =>
  field.isText ? scanNothing : (SCALARS[field.type] ?? always(scanNothing))(field);

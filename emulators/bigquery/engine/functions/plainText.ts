import {
  DuckDBBlobValue,
  DuckDBDateValue,
  type DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { dateText, momentOf, timeText } from './moment.ts';

/** A date or time of BigQuery, with the words that type's literals begin with; undefined for other values. */
export function timeLiteral(
  value: DuckDBValue,
  separator: ' ' | 'T',
): { type: string; text: string; zoned: boolean } | undefined {
  if (value instanceof DuckDBDateValue) {
    return { type: 'DATE', text: dateText(momentOf(BigInt(value.days) * 86_400_000_000n)), zoned: false };
  }
  if (value instanceof DuckDBTimeValue) return { type: 'TIME', text: timeText(momentOf(value.micros)), zoned: false };
  const zoned = value instanceof DuckDBTimestampTZValue;
  if (!zoned && !(value instanceof DuckDBTimestampValue)) return undefined;
  const moment = momentOf(value.micros);
  return { type: zoned ? 'TIMESTAMP' : 'DATETIME', text: `${dateText(moment)}${separator}${timeText(moment)}`, zoned };
}

/** A NUMERIC without needless zeros. */
export function decimalText(value: DuckDBDecimalValue): string {
  const text = value.toString();
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

export const isBytes = (value: DuckDBValue): value is DuckDBBlobValue => value instanceof DuckDBBlobValue;

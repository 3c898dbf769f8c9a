import {
  DuckDBBlobValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { parseExactly } from '../load/rows/exactNumber.ts';
import type { Field } from '../schema/field.ts';

/** How answers write TIMESTAMPs: seconds with decimals (the default), microseconds, or ISO 8601. */
export type TimestampFormat = 'FLOAT64' | 'INT64' | 'ISO8601_STRING';

export interface Cell {
  v: string | null | CellRow | Cell[];
}

export interface CellRow {
  f: Cell[];
}

/** A row as the REST API writes it. `values` are the fields' values in order. */
export const encodeRow = (
  fields: readonly Field[],
  values: readonly DuckDBValue[],
  format: TimestampFormat,
): CellRow => ({
  f: fields.map((field, index) => ({ v: encodeCell(field, values[index] ?? null, format) })),
});

function encodeCell(field: Field, value: DuckDBValue, format: TimestampFormat): Cell['v'] {
  if (field.mode !== 'REPEATED') return value === null ? null : encodeSingle(field, value, format);
  const items = value instanceof DuckDBListValue ? value.items : [];
  return items.map((item) => ({ v: item === null ? null : encodeSingle(field, item, format) }));
}

function encodeSingle(field: Field, value: DuckDBValue, format: TimestampFormat): Cell['v'] {
  if (field.fields && value instanceof DuckDBStructValue) {
    const { entries } = value;
    return encodeRow(
      field.fields,
      field.fields.map(({ name }) => entries[name] ?? null),
      format,
    );
  }
  if (value instanceof DuckDBTimestampTZValue) return encodeTimestamp(value.micros, format);
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('base64');
  if (value instanceof DuckDBDecimalValue) return trimZeros(value.toString());
  switch (field.type) {
    case 'FLOAT':
      return encodeFloat(Number(value));
    case 'DATETIME':
      return microsecondDigits(String(value).replace(' ', 'T'));
    case 'TIME':
      return microsecondDigits(String(value));
    case 'JSON':
      return JSON.stringify(parseExactly(String(value)));
    default:
      return String(value);
  }
}

function encodeTimestamp(micros: bigint, format: TimestampFormat): string {
  if (format === 'INT64') return String(micros);
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  if (format === 'ISO8601_STRING') {
    const seconds = new Date(Number((micros - rest) / 1000n)).toISOString().slice(0, 19);
    return `${seconds}${rest === 0n ? '' : `.${String(rest).padStart(6, '0')}`}Z`;
  }
  const sign = micros < 0n ? '-' : '';
  const size = micros < 0n ? -micros : micros;
  return `${sign}${size / 1_000_000n}.${String(size % 1_000_000n).padStart(6, '0')}`;
}

/** As Java writes a double, which is what BigQuery does: `1.0`, `1.5E10`, `NaN`. */
function encodeFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa}${mantissa.includes('.') ? '' : '.0'}E${exponent.replace('+', '')}`;
}

const trimZeros = (decimal: string): string => (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal);

/** A fraction has six digits, and a zero one none. */
function microsecondDigits(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  return /[1-9]/.test(fraction) ? `${whole}.${fraction.padEnd(6, '0')}` : whole;
}

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

/** A row as JSON exports write it: 64-bit and decimal numbers as texts, without the fields that are NULL. */
export function plainRow(fields: readonly Field[], values: readonly DuckDBValue[]): Record<string, unknown> {
  const entries = fields.map((field, index) => [field.name, plainValue(field, values[index] ?? null)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

/** A value as exports write it. */
export function plainValue(field: Field, value: DuckDBValue): unknown {
  if (field.mode !== 'REPEATED') return value === null ? null : plainSingle(field, value);
  const items = value instanceof DuckDBListValue ? value.items : [];
  return items.map((item) => (item === null ? null : plainSingle(field, item)));
}

function plainSingle(field: Field, value: DuckDBValue): unknown {
  if (field.fields && value instanceof DuckDBStructValue) {
    const { entries } = value;
    return plainRow(
      field.fields,
      field.fields.map(({ name }) => entries[name] ?? null),
    );
  }
  if (value instanceof DuckDBTimestampTZValue) return timestampText(value.micros);
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('base64');
  if (value instanceof DuckDBDecimalValue)
    return value
      .toString()
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, '');
  switch (field.type) {
    case 'BOOLEAN':
      return value;
    case 'FLOAT':
      return Number.isFinite(Number(value)) ? Number(value) : String(value);
    case 'DATETIME':
      return trimFraction(String(value)).replace(' ', 'T');
    case 'TIME':
      return trimFraction(String(value));
    case 'JSON':
      return parseExactly(String(value));
    default:
      return String(value);
  }
}

const trimFraction = (text: string): string => text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');

/** `2026-01-31 12:00:00.5 UTC` */
function timestampText(micros: bigint): string {
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const iso = new Date(Number((micros - rest) / 1000n)).toISOString();
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(6, '0').replace(/0+$/, '')}`;
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction} UTC`;
}

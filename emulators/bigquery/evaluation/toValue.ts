import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { ValueProto } from '../../googlesql/messages.ts';
import { unsupported } from '../errors/apiError.ts';
import type { Field } from '../schema/field.ts';
import { bytesOf } from './bytes.ts';
import { packDatetime, packTime } from './civilTime.ts';

const BIGNUMERIC_SCALE = 38;

/** A column's value, read from DuckDB, as GoogleSQL's messages have it. A repeated column is never NULL, unless `keepsNull`. */
export function toValue(field: Field, value: DuckDBValue, keepsNull = false): ValueProto {
  if (field.mode !== 'REPEATED' || (keepsNull && value === null)) return singleValue(field, value);
  const items = value instanceof DuckDBListValue ? value.items : [];
  return { arrayValue: { element: items.map((item) => singleValue(field, item)) } };
}

function singleValue(field: Field, value: DuckDBValue): ValueProto {
  if (value === null) return {};
  if (value instanceof DuckDBStructValue) {
    const values = Object.values(value.entries);
    const fields = field.fields ?? [];
    return { structValue: { field: fields.map((inner, index) => toValue(inner, values[index] ?? null)) } };
  }
  switch (field.type) {
    case 'INTEGER':
      return { int64Value: String(value) };
    case 'FLOAT':
      return { doubleValue: Number(value) };
    case 'BOOLEAN':
      return { boolValue: value === true };
    case 'STRING':
      return { stringValue: String(value) };
    case 'JSON':
      return { jsonValue: String(value) };
    default:
      return engineValue(field, value);
  }
}

/** What DuckDB's client has a class for. */
function engineValue({ type, name }: Field, value: DuckDBValue): ValueProto {
  if (value instanceof DuckDBBlobValue) return { bytesValue: value.bytes };
  if (value instanceof DuckDBDateValue) return { dateValue: value.days };
  if (value instanceof DuckDBTimeValue) return { timeValue: String(packTime(value.micros)) };
  if (value instanceof DuckDBTimestampTZValue) return timestampValue(value.micros);
  if (value instanceof DuckDBTimestampValue) {
    const { seconds, nanos } = packDatetime(value.micros);
    return { datetimeValue: { bitFieldDatetimeSeconds: String(seconds), nanos } };
  }
  if (value instanceof DuckDBDecimalValue) {
    if (type === 'NUMERIC') return { numericValue: bytesOf(value.value * 10n ** BigInt(9 - value.scale)) };
    return { bignumericValue: bytesOf(value.value * 10n ** BigInt(BIGNUMERIC_SCALE - value.scale)) };
  }
  throw unsupported(`computing with values of type ${type} (column ${name})`);
}

function timestampValue(micros: bigint): ValueProto {
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return { timestampValue: { seconds: String((micros - rest) / 1_000_000n), nanos: Number(rest) * 1000 } };
}

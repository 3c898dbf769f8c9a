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
import { decimalText, integerOf } from './bytes.ts';
import { unpackDatetime, unpackTime } from './civilTime.ts';
import { intervalText } from './interval.ts';

const STORED_DIGITS = 18;
const BIGNUMERIC_SCALE = 38;

/** A value of GoogleSQL as DuckDB takes it for a column of the field's type (see `appendedType`). */
export function fromValue(field: Field, value: ValueProto | undefined): DuckDBValue {
  if (field.mode !== 'REPEATED') return fromSingle(field, value ?? {});
  const list = value?.arrayValue;
  return list ? new DuckDBListValue((list.element ?? []).map((item) => fromSingle(field, item))) : null;
}

function fromSingle(field: Field, value: ValueProto): DuckDBValue {
  const [kind] = Object.keys(value);
  if (kind === undefined) return null;
  if (field.type === 'RECORD') return fromRecord(field, value.structValue?.field ?? []);
  switch (field.type) {
    case 'INTEGER':
      return BigInt(value.int64Value ?? 0);
    case 'FLOAT':
      return value.doubleValue ?? 0;
    case 'BOOLEAN':
      return value.boolValue ?? false;
    case 'STRING':
      return value.stringValue ?? '';
    case 'JSON':
      return value.jsonValue ?? '';
    case 'BYTES':
      return new DuckDBBlobValue(value.bytesValue ?? new Uint8Array());
    case 'NUMERIC':
      return new DuckDBDecimalValue(integerOf(value.numericValue ?? new Uint8Array()), 38, 9);
    case 'BIGNUMERIC':
      return fromBigNumeric(field, integerOf(value.bignumericValue ?? new Uint8Array()));
    case 'INTERVAL':
      return intervalText(value.intervalValue ?? new Uint8Array(16));
    case 'RANGE':
      return rangeText(field, value);
    case 'GEOGRAPHY':
      throw unsupported(`results of type GEOGRAPHY (column ${field.name})`);
    default:
      return fromTime(value);
  }
}

function fromTime({ dateValue = 0, timeValue, timestampValue, datetimeValue }: ValueProto): DuckDBValue {
  if (timestampValue) {
    const { seconds = '0', nanos = 0 } = timestampValue;
    return new DuckDBTimestampTZValue(BigInt(seconds) * 1_000_000n + BigInt(Math.trunc(nanos / 1000)));
  }
  if (datetimeValue) {
    const { bitFieldDatetimeSeconds = '0', nanos = 0 } = datetimeValue;
    return new DuckDBTimestampValue(unpackDatetime(BigInt(bitFieldDatetimeSeconds), nanos));
  }
  if (timeValue !== undefined) return new DuckDBTimeValue(unpackTime(BigInt(timeValue)));
  return new DuckDBDateValue(dateValue);
}

const fromRecord = ({ fields = [] }: Field, values: readonly ValueProto[]): DuckDBStructValue =>
  new DuckDBStructValue(
    Object.fromEntries(fields.map((field, index) => [field.name, fromValue(field, values[index])])),
  );

/** Results without a table keep all digits, as text; a table's column has 18 behind the point. */
function fromBigNumeric({ isText, name }: Field, value: bigint): DuckDBValue {
  if (isText) return decimalText(value, BIGNUMERIC_SCALE);
  const unit = 10n ** BigInt(BIGNUMERIC_SCALE - STORED_DIGITS);
  const stored = value / unit;
  if (value % unit !== 0n || stored >= 10n ** 38n || stored <= -(10n ** 38n))
    throw unsupported(`BIGNUMERIC beyond 20 digits before and ${STORED_DIGITS} behind the point (column ${name})`);
  return new DuckDBDecimalValue(stored, 38, STORED_DIGITS);
}

function rangeText({ rangeElementType }: Field, { rangeValue }: ValueProto): string {
  const { type } = rangeElementType as Pick<Field, 'type'>;
  const bound = (value: ValueProto | undefined): string => {
    const plain = fromSingle({ name: '', type, mode: 'NULLABLE' }, value ?? {});
    return plain === null
      ? 'UNBOUNDED'
      : type === 'TIMESTAMP'
        ? String((plain as DuckDBTimestampTZValue).micros)
        : String(plain).replace(' ', 'T');
  };
  return `[${bound(rangeValue?.start)}, ${bound(rangeValue?.end)})`;
}

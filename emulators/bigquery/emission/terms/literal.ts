import type { TypeProto, ValueProto } from '../../../googlesql/messages.ts';
import { decimalText, integerOf } from '../../evaluation/bytes.ts';
import { unpackDatetime, unpackTime } from '../../evaluation/civilTime.ts';
import { quoteName, quoteText } from '../../schema/names.ts';
import { NotEmitted } from './notEmitted.ts';
import { fieldNames, kindOf, typeSql } from './typeSql.ts';

/** A value of GoogleSQL as a literal of DuckDB, of the type that columns of such values have. @throws NotEmitted */
export function literalSql(type: TypeProto, value: ValueProto | undefined): string {
  if (value === undefined || Object.keys(value).length === 0) return `CAST(NULL AS ${typeSql(type)})`;
  const { arrayType } = type;
  if (arrayType) {
    const items = (value.arrayValue?.element ?? []).map((item) => literalSql(arrayType.elementType, item));
    return `CAST([${items.join(', ')}] AS ${typeSql(type)})`;
  }
  if (type.structType) return structLiteral(type, value);
  return scalarLiteral(type, value);
}

function structLiteral(type: TypeProto, { structValue }: ValueProto): string {
  typeSql(type);
  const names = fieldNames(type);
  const fields = (type.structType?.field ?? []).map(
    ({ fieldType }, index) =>
      `${quoteName(names[index] ?? '')} := ${literalSql(fieldType, structValue?.field?.[index])}`,
  );
  return `struct_pack(${fields.join(', ')})`;
}

function scalarLiteral(type: TypeProto, value: ValueProto): string {
  switch (kindOf(type)) {
    case 'INT64':
      return `CAST(${value.int64Value} AS BIGINT)`;
    case 'DOUBLE':
      return `CAST('${value.doubleValue}' AS DOUBLE)`;
    case 'BOOL':
      return value.boolValue === true ? 'TRUE' : 'FALSE';
    case 'STRING':
      return textLiteral(value.stringValue ?? '');
    case 'BYTES':
      return `unhex('${Buffer.from(value.bytesValue ?? []).toString('hex')}')`;
    case 'JSON':
      return `CAST(${textLiteral(value.jsonValue ?? '')} AS JSON)`;
    case 'NUMERIC':
      return `CAST('${decimalText(integerOf(value.numericValue ?? new Uint8Array()), 9)}' AS DECIMAL(38,9))`;
    case 'BIGNUMERIC':
      return bigNumeric(integerOf(value.bignumericValue ?? new Uint8Array()));
    default:
      return timeLiteral(type, value);
  }
}

function textLiteral(text: string): string {
  if (text.includes('\0')) throw new NotEmitted('a text with a NUL in it');
  return quoteText(text);
}

/** Columns have 18 digits behind the point, and 20 before it. */
function bigNumeric(value: bigint): string {
  const text = decimalText(value, 38);
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  if (whole.length > 20 || fraction.length > 18) throw new NotEmitted('a BIGNUMERIC of more digits than are kept here');
  return `CAST('${text}' AS DECIMAL(38,18))`;
}

const DAY_MS = 86_400_000;

function timeLiteral(type: TypeProto, { dateValue, timestampValue, datetimeValue, timeValue }: ValueProto): string {
  if (dateValue !== undefined) return `CAST('${new Date(dateValue * DAY_MS).toISOString().slice(0, 10)}' AS DATE)`;
  if (timestampValue) {
    const { seconds = '0', nanos = 0 } = timestampValue;
    return `make_timestamptz(CAST(${BigInt(seconds) * 1_000_000n + BigInt(Math.trunc(nanos / 1000))} AS BIGINT))`;
  }
  if (datetimeValue) {
    const { bitFieldDatetimeSeconds = '0', nanos = 0 } = datetimeValue;
    return `make_timestamp(CAST(${unpackDatetime(BigInt(bitFieldDatetimeSeconds), nanos)} AS BIGINT))`;
  }
  if (timeValue === undefined) throw new NotEmitted(`literals of type ${kindOf(type)}`);
  return `CAST(DATE '1970-01-01' + to_microseconds(CAST(${unpackTime(BigInt(timeValue))} AS BIGINT)) AS TIME)`;
}

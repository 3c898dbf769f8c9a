import { unsupported } from '../../errors/apiError.ts';
import type { FieldType } from '../../schema/field.ts';
import { escapeBytes } from '../rows/convertScalar.ts';
import type { AvroSchema } from './avroJson.ts';

export interface AvroScalar {
  type: FieldType;
  convert(value: unknown): unknown;
}

const asText = (value: unknown): string => String(value);
const integer: AvroScalar = { type: 'INTEGER', convert: asText };
const float: AvroScalar = { type: 'FLOAT', convert: asText };
const string: AvroScalar = { type: 'STRING', convert: asText };
const bytes: AvroScalar = { type: 'BYTES', convert: (value) => escapeBytes(value as Uint8Array) };

const PRIMITIVES: Readonly<Record<string, AvroScalar>> = {
  boolean: { type: 'BOOLEAN', convert: (value) => value },
  int: integer,
  long: integer,
  float,
  double: float,
  bytes,
  fixed: bytes,
  string,
  enum: string,
};

const DAY_MS = 86_400_000;
const MICROS = 1_000_000n;

const LOGICAL: Readonly<Record<string, AvroScalar>> = {
  date: { type: 'DATE', convert: (days) => new Date(Number(days) * DAY_MS).toISOString().slice(0, 10) },
  'time-millis': { type: 'TIME', convert: (millis) => timeOf(BigInt(millis as number) * 1000n) },
  'time-micros': { type: 'TIME', convert: (micros) => timeOf(micros as bigint) },
  'timestamp-millis': { type: 'TIMESTAMP', convert: (millis) => `${momentOf((millis as bigint) * 1000n)}+00` },
  'timestamp-micros': { type: 'TIMESTAMP', convert: (micros) => `${momentOf(micros as bigint)}+00` },
  'local-timestamp-millis': { type: 'DATETIME', convert: (millis) => momentOf((millis as bigint) * 1000n) },
  'local-timestamp-micros': { type: 'DATETIME', convert: (micros) => momentOf(micros as bigint) },
  uuid: string,
};

/** A type that is no record, array, map or union. Logical types are looked at only where the job says so. */
export function avroScalar(schema: AvroSchema, useLogicalTypes: boolean): AvroScalar {
  const { type, logicalType } = schema;
  if (useLogicalTypes && logicalType === 'decimal') return decimal(schema);
  const logical = useLogicalTypes && logicalType !== undefined ? LOGICAL[logicalType] : undefined;
  const found = logical ?? PRIMITIVES[String(type)];
  if (!found) throw unsupported(`Avro type ${JSON.stringify(type)}`);
  return found;
}

function decimal({ precision = 38, scale = 0 }: AvroSchema): AvroScalar {
  const type = scale <= 9 && precision - scale <= 29 ? 'NUMERIC' : 'BIGNUMERIC';
  return { type, convert: (value) => decimalText(value as Uint8Array, scale) };
}

/** Two's complement, most significant byte first. */
function decimalText(value: Uint8Array, scale: number): string {
  const size = BigInt(value.length * 8);
  const unsigned = value.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const unscaled = BigInt.asIntN(Number(size), unsigned);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const sign = unscaled < 0n ? '-' : '';
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const timeOf = (micros: bigint): string => momentOf(micros).slice(11);

/** Microseconds since the epoch as `2026-01-31 12:00:00.000000`. */
function momentOf(micros: bigint): string {
  const rest = ((micros % MICROS) + MICROS) % MICROS;
  const iso = new Date(Number((micros - rest) / 1000n)).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}.${String(rest).padStart(6, '0')}`;
}

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { deflateRaw } from 'node:zlib';
import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import avro, { type Schema } from 'avsc';
import { exactLongs } from '../load/formats/avroLong.ts';
import { packSnappy } from '../load/formats/snappy.ts';
import type { Field, FieldType } from '../schema/field.ts';
import { plainValue } from '../values/plainValue.ts';
import type { Extraction } from './writeText.ts';

/** Writes rows as Avro. https://cloud.google.com/bigquery/docs/exporting-data#avro_export_details */
export async function writeAvro({ plan, fields, chunks, file }: Extraction): Promise<void> {
  const { useAvroLogicalTypes } = plan;
  const encoder = new avro.streams.BlockEncoder(encoderType(recordSchema('Root', fields, useAvroLogicalTypes)), {
    codec: CODEC_NAMES[plan.compression] ?? 'null',
    codecs: {
      null: (data: Buffer, done: Done) => done(null, data),
      deflate: (data: Buffer, done: Done) => deflateRaw(data, done),
      snappy: (data: Buffer, done: Done) => done(null, packSnappy(data)),
    },
  });
  const target = createWriteStream(file);
  encoder.pipe(target);
  for await (const rows of chunks) {
    for (const row of rows) {
      if (!encoder.write(recordValue(fields, row, useAvroLogicalTypes))) await once(encoder, 'drain');
    }
  }
  encoder.end();
  await finished(target);
}

const CODEC_NAMES: Readonly<Record<string, string>> = { DEFLATE: 'deflate', SNAPPY: 'snappy' };

/** The encoder takes a type with exact integers; the file's header gets the schema as it is, logical types and all. */
function encoderType(schema: Schema): Schema {
  const type = avro.Type.forSchema(schema, { typeHook: exactLongs, wrapUnions: 'never' });
  return Object.create(type, { getSchema: { value: () => schema } }) as Schema;
}

type Done = (error: Error | null, data: Buffer) => void;

interface AvroRecordSchema {
  type: 'record';
  name: string;
  fields: { name: string; type: Schema }[];
}

function recordSchema(name: string, fields: readonly Field[], logical: boolean): AvroRecordSchema {
  return {
    type: 'record',
    name,
    fields: fields.map((field) => ({ name: field.name, type: fieldSchema(field, name, logical) })),
  };
}

function fieldSchema(field: Field, parent: string, logical: boolean): Schema {
  const single: Schema = field.fields
    ? recordSchema(`${parent}_${field.name}`, field.fields, logical)
    : scalarSchema(field.type, logical);
  if (field.mode === 'REPEATED') return { type: 'array', items: single };
  return field.mode === 'REQUIRED' ? single : (['null', single] as Schema);
}

/** Types that are a text of their own unless logical types are asked for. */
const LOGICAL: Partial<Record<FieldType, object>> = {
  DATE: { type: 'int', logicalType: 'date' },
  TIME: { type: 'long', logicalType: 'time-micros' },
  TIMESTAMP: { type: 'long', logicalType: 'timestamp-micros' },
};

const PLAIN: Partial<Record<FieldType, string>> = {
  INTEGER: 'long',
  FLOAT: 'double',
  BOOLEAN: 'boolean',
  BYTES: 'bytes',
  TIMESTAMP: 'long',
};

/** Decimals are always logical: BigQuery has no other way to write them. */
const DECIMALS: Partial<Record<FieldType, object>> = {
  NUMERIC: { type: 'bytes', logicalType: 'decimal', precision: 38, scale: 9 },
  BIGNUMERIC: { type: 'bytes', logicalType: 'decimal', precision: 77, scale: 38 },
};

const scalarSchema = (type: FieldType, logical: boolean): Schema =>
  (DECIMALS[type] ?? (logical ? LOGICAL[type] : undefined) ?? PLAIN[type] ?? 'string') as Schema;

function recordValue(
  fields: readonly Field[],
  values: readonly DuckDBValue[],
  logical: boolean,
): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field, index) => [field.name, fieldValue(field, values[index] ?? null, logical)]),
  );
}

function fieldValue(field: Field, value: DuckDBValue, logical: boolean): unknown {
  if (field.mode === 'REPEATED') {
    return value instanceof DuckDBListValue ? value.items.map((item) => singleValue(field, item, logical)) : [];
  }
  return value === null ? null : singleValue(field, value, logical);
}

function singleValue(field: Field, value: DuckDBValue, logical: boolean): unknown {
  if (field.fields && value instanceof DuckDBStructValue) {
    const { entries } = value;
    return recordValue(
      field.fields,
      field.fields.map(({ name }) => entries[name] ?? null),
      logical,
    );
  }
  if (value instanceof DuckDBTimestampTZValue) return value.micros;
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes);
  if (value instanceof DuckDBDecimalValue)
    return decimalBytes(value.value * 10n ** BigInt(scaleOf(field) - value.scale));
  if (logical && value instanceof DuckDBDateValue) return value.days;
  if (logical && value instanceof DuckDBTimeValue) return value.micros;
  if (typeof value === 'bigint' || typeof value === 'boolean' || typeof value === 'number') return value;
  const plain = plainValue({ ...field, mode: 'NULLABLE' }, value);
  return typeof plain === 'string' ? plain : JSON.stringify(plain);
}

const scaleOf = ({ type }: Field): number => (type === 'BIGNUMERIC' ? 38 : 9);

/** Two's complement, most significant byte first, as few bytes as will do. */
function decimalBytes(unscaled: bigint): Buffer {
  const bits = (unscaled < 0n ? -unscaled - 1n : unscaled).toString(2).length + 1;
  const bytes = Math.ceil(bits / 8);
  const hex = BigInt.asUintN(bytes * 8, unscaled)
    .toString(16)
    .padStart(bytes * 2, '0');
  return Buffer.from(hex, 'hex');
}

import { type AsyncBuffer, parquetMetadataAsync, parquetSchema, type SchemaTree } from 'hyparquet';
import { messageOf } from '../../../src/common/messageOf.ts';
import { NotLoadable, type Observation, type SeenColumn } from './observation.ts';
import type { Sample } from './sample.ts';

/** What BigQuery makes of converted types (documentation on loading Parquet data). */
const CONVERTED: Readonly<Record<string, string>> = {
  ...{ UTF8: 'STRING', ENUM: 'STRING', JSON: 'JSON', DECIMAL: 'NUMERIC', DATE: 'DATE' },
  ...{ TIME_MILLIS: 'TIME', TIME_MICROS: 'TIME', TIMESTAMP_MILLIS: 'TIMESTAMP', TIMESTAMP_MICROS: 'TIMESTAMP' },
};

const LOGICAL: Readonly<Record<string, string>> = {
  ...{ STRING: 'STRING', ENUM: 'STRING', UUID: 'BYTES', JSON: 'JSON', DECIMAL: 'NUMERIC', DATE: 'DATE' },
  ...{ TIME: 'TIME', TIMESTAMP: 'TIMESTAMP' },
};

const PHYSICAL: Readonly<Record<string, string>> = {
  ...{ BOOLEAN: 'BOOLEAN', INT32: 'INTEGER', INT64: 'INTEGER', INT96: 'TIMESTAMP', FLOAT: 'FLOAT', DOUBLE: 'FLOAT' },
  ...{ BYTE_ARRAY: 'BYTES', FIXED_LEN_BYTE_ARRAY: 'BYTES' },
};

/** What a Parquet file says of its columns, at its end: BigQuery takes them from there. */
export async function parquetObservation(sample: Sample): Promise<Observation> {
  const file: AsyncBuffer = {
    byteLength: sample.size,
    async slice(start, end = sample.size) {
      const from = start < 0 ? sample.size + start : start;
      const bytes = await sample.read(from, end);
      return new Uint8Array(bytes).buffer;
    },
  };
  const metadata = await parquetMetadataAsync(file).catch((error: unknown) => {
    throw new NotLoadable(`${sample.shown} begins like Parquet, and cannot be read: ${messageOf(error)}`);
  });
  return {
    format: 'PARQUET',
    bringsColumns: true,
    columns: parquetSchema(metadata).children.map(columnOf),
    // Without it a list is a record of a record (documentation on loading Parquet data, LIST logical type).
    options: parquetSchema(metadata).children.some(isList) ? { ParquetOptions: { EnableListInference: true } } : {},
    notes: [],
    rows: Number(metadata.num_rows),
  };
}

const isList = ({ element }: SchemaTree): boolean =>
  element.converted_type === 'LIST' || element.logical_type?.type === 'LIST';

function columnOf(tree: SchemaTree): SeenColumn {
  const { element, children } = tree;
  const [repeated] = children;
  const [item = repeated] = repeated?.children ?? [];
  if (isList(tree) && item) return { field: { ...columnOf(item).field, Name: element.name, Mode: 'REPEATED' } };
  const Type = children.length > 0 ? 'RECORD' : typeOf(element);
  return {
    field: {
      Name: element.name,
      Type,
      ...(element.repetition_type === 'REPEATED' ? { Mode: 'REPEATED' as const } : {}),
    },
  };
}

const typeOf = ({ converted_type: converted, logical_type: logical, type }: SchemaTree['element']): string =>
  (logical && LOGICAL[logical.type]) ?? (converted && CONVERTED[converted]) ?? (type && PHYSICAL[type]) ?? 'STRING';

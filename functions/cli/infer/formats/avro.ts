import avro, { type Schema } from 'avsc';
import { messageOf } from '../../../src/common/messageOf.ts';
import { NotLoadable, type Observation, type SeenColumn } from './observation.ts';

/** What BigQuery makes of logical types (documentation on loading Avro data, with useAvroLogicalTypes). */
const LOGICAL: Readonly<Record<string, string>> = {
  ...{ date: 'DATE', decimal: 'NUMERIC', 'time-millis': 'TIME', 'time-micros': 'TIME' },
  ...{ 'timestamp-millis': 'TIMESTAMP', 'timestamp-micros': 'TIMESTAMP' },
  ...{ 'local-timestamp-millis': 'DATETIME', 'local-timestamp-micros': 'DATETIME' },
};

const PRIMITIVE: Readonly<Record<string, string>> = {
  ...{ boolean: 'BOOLEAN', int: 'INTEGER', long: 'INTEGER', float: 'FLOAT', double: 'FLOAT' },
  ...{ bytes: 'BYTES', fixed: 'BYTES', string: 'STRING', enum: 'STRING', record: 'RECORD', map: 'RECORD' },
};

/** What an Avro file says of its columns: BigQuery takes them from there. */
export async function avroObservation(head: Buffer, shown: string): Promise<Observation> {
  const schema = await schemaOf(head, shown);
  const columns = fieldsOf(schema).map(({ name, type }) => columnOf(name, type));
  return { format: 'AVRO', bringsColumns: true, columns, options: {}, notes: [], rows: 0 };
}

/** Its first block tells the schema, whatever the codec of what follows. */
async function schemaOf(head: Buffer, shown: string): Promise<Schema> {
  const decoder = new avro.streams.BlockDecoder();
  try {
    return await new Promise<Schema>((resolve, reject) => {
      decoder.on('metadata', (type: { schema(options: object): Schema }) =>
        resolve(type.schema({ exportAttrs: true })),
      );
      decoder.on('error', reject);
      decoder.on('end', () => reject(new Error('there is no header')));
      decoder.end(head);
      decoder.resume();
    });
  } catch (error) {
    throw new NotLoadable(`${shown} begins like Avro, and cannot be read: ${messageOf(error)}`);
  }
}

interface AvroField {
  name: string;
  type: unknown;
}

const fieldsOf = (schema: unknown): AvroField[] => (schema as { fields?: AvroField[] }).fields ?? [];

function columnOf(name: string, type: unknown): SeenColumn {
  const known = Array.isArray(type) ? type.filter((one) => one !== 'null') : [type];
  if (known.length > 1)
    return { field: { Name: name, Type: 'RECORD' }, note: 'a union: a field for each of its types' };
  const [only] = known;
  const {
    type: inner,
    logicalType,
    items,
  } = typeof only === 'object' && only !== null ? (only as AvroType) : { type: only };
  if (inner === 'array') return { field: { ...columnOf(name, items).field, Mode: 'REPEATED' } };
  const Type = (logicalType && LOGICAL[logicalType]) ?? PRIMITIVE[String(inner)] ?? 'STRING';
  return { field: { Name: name, Type } };
}

interface AvroType {
  type: unknown;
  logicalType?: string;
  items?: unknown;
}

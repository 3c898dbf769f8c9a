import { type ByteReader, openByteReader } from './byteReader.ts';

/**
 * An Avro object container file. Own code: avsc's decoder does not say in which way a file is broken, and BigQuery does.
 * https://avro.apache.org/docs/1.12.0/specification/#object-container-files
 */
export interface AvroContainer {
  readonly schema: unknown;
  /** `null`, `deflate`, …: how each block is packed. */
  readonly codec: string;
  /** The blocks that follow, packed. @throws Error where the file ends within one, or is broken. */
  blocks(): Generator<AvroBlock>;
  close(): void;
}

export interface AvroBlock {
  /** How many records are in it. */
  count: number;
  packed: Buffer;
}

const MAGIC = 'Obj\u0001';
const SYNC_BYTES = 16;

/** @throws Error that says, in the Avro library's words where they are known, why the header cannot be read. */
export function openAvroContainer(path: string): AvroContainer {
  const reader = openByteReader(path);
  try {
    return containerOf(reader);
  } catch (error) {
    reader.close();
    throw error;
  }
}

function containerOf(reader: ByteReader): AvroContainer {
  if (reader.take(MAGIC.length).toString('latin1') !== MAGIC)
    throw new Error('Invalid data file. Magic does not match');
  const metadata = readMetadata(reader);
  const sync = Buffer.from(reader.take(SYNC_BYTES));
  const schema = metadata.get('avro.schema');
  if (schema === undefined) throw new Error('No schema in metadata');
  return {
    schema: JSON.parse(schema) as unknown,
    codec: metadata.get('avro.codec') ?? 'null',
    close: () => reader.close(),
    *blocks() {
      while (!reader.isAtEnd) {
        const count = readSize(reader);
        const packed = Buffer.from(reader.take(readSize(reader)));
        if (!reader.take(SYNC_BYTES).equals(sync)) throw new Error('Sync mismatch');
        yield { count, packed };
      }
    },
  };
}

/** A map: blocks of entries until an empty one; a negative count is followed by the block's size in bytes. */
function readMetadata(reader: ByteReader): Map<string, string> {
  const metadata = new Map<string, string>();
  for (let count = readLong(reader); count !== 0; count = readLong(reader)) {
    if (count < 0) readLong(reader);
    for (let entry = 0; entry < Math.abs(count); entry += 1) {
      const key = reader.take(readSize(reader)).toString('utf8');
      metadata.set(key, reader.take(readSize(reader)).toString('utf8'));
    }
  }
  return metadata;
}

function readSize(reader: ByteReader): number {
  const size = readLong(reader);
  if (size < 0) throw new Error(`Invalid data file. A size is negative: ${size}`);
  return size;
}

/** A zigzag number of at most ten bytes; beyond 2^53 it is broken anyway, so that a double will do. */
function readLong(reader: ByteReader): number {
  let value = 0;
  for (let index = 0; index < 10; index += 1) {
    const byte = reader.take(1)[0] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
  throw new Error('Invalid data file. A number has more than ten bytes');
}

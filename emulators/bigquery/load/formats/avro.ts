import { createReadStream } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import avro, { type Schema } from 'avsc';
import type { Field } from '../../catalog/field.ts';
import type { BadFiles } from '../badFiles.ts';
import type { LoadTask, SourceFile } from '../loadTask.ts';
import type { RowWriter } from '../rowWriter.ts';
import { exactLongs } from './avroLong.ts';
import { type AvroRecord, compileAvro } from './avroSchema.ts';
import { unpackSnappy } from './snappy.ts';

type Unpacked = (error: Error | null, unpacked?: Buffer) => void;

const CODECS = {
  null: (packed: Buffer, done: Unpacked) => done(null, packed),
  deflate: (packed: Buffer, done: Unpacked) => attempt(() => inflateRawSync(packed), done),
  snappy: (packed: Buffer, done: Unpacked) => attempt(() => unpackSnappy(packed), done),
};

function attempt(unpack: () => Buffer, done: Unpacked): void {
  try {
    done(null, unpack());
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
  }
}

const FAILED = 'The Apache Avro library failed to';

/** The table that the file makes by its own schema. */
export async function avroFields(file: SourceFile, useLogicalTypes: boolean): Promise<Field[]> {
  const { record, stop } = await openAvro(file.path, useLogicalTypes);
  stop();
  return record.fields;
}

/** Writes the records of Avro files. A file that cannot be read fails the job; there are no bad rows in Avro. */
export async function convertAvro(task: LoadTask, writer: RowWriter, badFiles: BadFiles): Promise<void> {
  for (const file of task.files) {
    if (badFiles.full) return;
    try {
      await convertFile(file, task, writer);
    } catch (error) {
      badFiles.add(file.uri, error instanceof Error ? error.message : String(error));
    }
  }
}

async function convertFile(file: SourceFile, task: LoadTask, writer: RowWriter): Promise<void> {
  const { record, rows } = await openAvro(file.path, task.options.useAvroLogicalTypes);
  let pending = 0;
  for await (const row of rows) {
    writer.write(JSON.stringify(record.convert(row)));
    pending += 1;
    if (pending % 1000 === 0) await writer.drain();
  }
}

interface OpenAvro {
  record: AvroRecord;
  rows: AsyncIterable<unknown>;
  stop(): void;
}

/** @throws Error whose message says, as BigQuery does, what is wrong with the file. */
async function openAvro(path: string, useLogicalTypes: boolean): Promise<OpenAvro> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const decoder = new avro.streams.BlockDecoder({
    codecs: CODECS,
    parseHook: (schema: Schema) => {
      resolve(schema);
      return avro.Type.forSchema(schema, { typeHook: exactLongs, wrapUnions: false });
    },
  });
  const input = createReadStream(path);
  decoder.on('error', (error: Error) => {
    reject(error);
    // The decoder tells of a broken block, and goes on: whoever waits for its rows would wait for ever.
    decoder.destroy(error);
  });
  decoder.once('end', () => reject(new Error('Invalid data file. It ends before its header does')));
  input.pipe(decoder);
  const stop = (): void => {
    input.destroy();
    decoder.destroy();
  };
  try {
    return { record: compileAvro(await promise, useLogicalTypes), rows: rowsOf(decoder), stop };
  } catch (error) {
    stop();
    const text = error instanceof Error ? error.message : String(error);
    if (text.startsWith('not supported')) throw error;
    throw new Error(`${FAILED} parse the header with the following error: ${text}`);
  }
}

async function* rowsOf(decoder: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* decoder;
  } catch (error) {
    throw new Error(
      `${FAILED} read data with the following error: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

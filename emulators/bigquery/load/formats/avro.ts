import avro, { type Schema, type Type } from 'avsc';
import { isUnsupported } from '../../errors/apiError.ts';
import type { Field } from '../../schema/field.ts';
import type { BadFiles } from '../task/badFiles.ts';
import type { LoadTask, SourceFile } from '../task/loadTask.ts';
import type { RowWriter } from '../task/rowWriter.ts';
import { avroCodec } from './avroCodec.ts';
import { type AvroContainer, openAvroContainer } from './avroContainer.ts';
import { exactLongs } from './avroLong.ts';
import { requireResolvable } from './avroResolution.ts';
import { type AvroRecord, compileAvro } from './avroSchema.ts';

const FAILED = 'The Apache Avro library failed to';

/** The table that the file makes by its own schema. @throws Error whose message says, as BigQuery does, what is wrong. */
export function avroFields(file: SourceFile, useLogicalTypes: boolean): Field[] {
  const { container, record } = openAvro(file, useLogicalTypes);
  container.close();
  return record.fields;
}

/** Writes the records of Avro files. A file that cannot be read fails the job; there are no bad rows in Avro. */
export async function convertAvro(task: LoadTask, writer: RowWriter, badFiles: BadFiles): Promise<void> {
  for (const file of task.files) {
    if (badFiles.full) return;
    try {
      await convertFile(file, task, writer);
    } catch (error) {
      if (isUnsupported(error)) throw error;
      badFiles.add(file.uri, textOf(error));
    }
  }
}

async function convertFile(file: SourceFile, task: LoadTask, writer: RowWriter): Promise<void> {
  const avroFile = openAvro(file, task.options.useAvroLogicalTypes);
  try {
    explained('read data', undefined, () => requireResolvable(avroFile.record.fields, task.fields));
    for (const rows of rowsOf(avroFile)) {
      for (const row of rows) writer.write(JSON.stringify(row));
      await writer.drain();
    }
  } finally {
    avroFile.container.close();
  }
}

interface OpenAvro {
  container: AvroContainer;
  type: Type;
  record: AvroRecord;
  unpack(packed: Buffer): Buffer;
}

function openAvro({ path, uri }: SourceFile, useLogicalTypes: boolean): OpenAvro {
  return explained('parse the header', uri, () => {
    const container = openAvroContainer(path);
    try {
      const record = compileAvro(container.schema, useLogicalTypes);
      const type = avro.Type.forSchema(container.schema as Schema, { typeHook: exactLongs, wrapUnions: false });
      return { container, type, record, unpack: avroCodec(container.codec) };
    } catch (error) {
      container.close();
      throw error;
    }
  });
}

/** The rows of one block after the other. */
function* rowsOf({ container, type, record, unpack }: OpenAvro): Generator<unknown[]> {
  const blocks = container.blocks();
  for (;;) {
    const rows = explained('read data', undefined, () => {
      const { value: block, done } = blocks.next();
      return done === true ? undefined : decoded(type, block.count, unpack(block.packed)).map(record.convert);
    });
    if (!rows) return;
    yield rows;
  }
}

function decoded(type: Type, count: number, data: Buffer): unknown[] {
  const values: unknown[] = [];
  let offset = 0;
  for (let index = 0; index < count; index += 1) {
    const { value, offset: next } = type.decode(data, offset);
    if (next < 0) throw new Error('EOF reached');
    values.push(value);
    offset = next;
  }
  if (offset !== data.length)
    throw new Error(`Invalid data file. ${data.length - offset} bytes of a block are left over`);
  return values;
}

/** BigQuery tells what it was doing, and what the Avro library says. */
function explained<T>(doing: 'parse the header' | 'read data', uri: string | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isUnsupported(error)) throw error;
    throw new Error(`${FAILED} ${doing} with the following error: ${namingFile(textOf(error), uri)}`);
  }
}

/** The library calls the file by its path in the store. */
const namingFile = (text: string, uri: string | undefined): string =>
  text.endsWith('Magic does not match') && uri !== undefined
    ? `${text}: ${uri.replace(/^gs:\/\//, 'bigstore/')}`
    : text;

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

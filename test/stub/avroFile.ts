import { deflateRawSync } from 'node:zlib';
import avro, { type Schema } from 'avsc';
import { packSnappy } from '../../emulators/bigquery/load/formats/snappy.ts';

/** An Avro object container file with these records. */
export async function avroFile(
  schema: Schema,
  records: readonly object[],
  codec: 'null' | 'deflate' | 'snappy' = 'null',
): Promise<Buffer> {
  const encoder = new avro.streams.BlockEncoder(schema, {
    codec,
    codecs: {
      null: (data: Buffer, done: (error: null, data: Buffer) => void) => done(null, data),
      deflate: (data: Buffer, done: (error: null, data: Buffer) => void) => done(null, deflateRawSync(data)),
      snappy: (data: Buffer, done: (error: null, data: Buffer) => void) => done(null, packSnappy(data)),
    },
  });
  const chunks: Buffer[] = [];
  encoder.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (const record of records) encoder.write(record);
  encoder.end();
  await new Promise((resolve) => encoder.once('end', resolve));
  return Buffer.concat(chunks);
}

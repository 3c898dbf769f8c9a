import { inflateRawSync, zstdDecompressSync } from 'node:zlib';
import { unpackSnappy } from './snappy.ts';

/** https://cloud.google.com/bigquery/docs/loading-data-cloud-storage-avro#avro_compression */
const CODECS: Readonly<Record<string, (packed: Buffer) => Buffer>> = {
  null: (packed) => packed,
  deflate: (packed) => inflateRawSync(packed),
  snappy: unpackSnappy,
  zstandard: (packed) => zstdDecompressSync(packed),
};

/** How blocks of this codec are unpacked. @throws Error for a codec that BigQuery does not know either. */
export function avroCodec(name: string): (packed: Buffer) => Buffer {
  const unpack = Object.hasOwn(CODECS, name) ? CODECS[name] : undefined;
  if (!unpack) throw new Error(`Unknown codec in data file: ${name}`);
  return unpack;
}

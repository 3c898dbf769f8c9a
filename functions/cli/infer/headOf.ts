import { constants, createGunzip } from 'node:zlib';
import { NotLoadable } from './formats/observation.ts';
import { HEAD_BYTES, type Sample } from './formats/sample.ts';

export interface Head {
  /** Unpacked. */
  bytes: Buffer;
  isGzip: boolean;
  /** Whether it is all of the file. */
  isWhole: boolean;
}

/** The beginning of a file, unpacked where it is gzip. */
export async function headOf(sample: Sample): Promise<Head> {
  const packed = await sample.read(0, HEAD_BYTES);
  if (packed.length === 0) throw new NotLoadable(`${sample.shown} is empty; name one that holds rows`);
  const isGzip = packed[0] === 0x1f && packed[1] === 0x8b;
  if (!isGzip) return { bytes: packed, isGzip, isWhole: packed.length >= sample.size };
  const bytes = await unpacked(packed, sample.shown);
  const isWhole = packed.length >= sample.size && bytes.length <= HEAD_BYTES;
  return { bytes: bytes.subarray(0, HEAD_BYTES), isGzip, isWhole };
}

/** Little more than is looked at: what is packed may be a thousand times as long. */
async function unpacked(packed: Buffer, shown: string): Promise<Buffer> {
  // The end of the packed bytes may be missing.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of gunzip.end(packed) as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.length;
      if (length > HEAD_BYTES) break;
    }
    return Buffer.concat(parts);
  } catch (error) {
    throw new NotLoadable(`${shown} begins like gzip, and cannot be unpacked (${String(error)}); write it anew`);
  }
}

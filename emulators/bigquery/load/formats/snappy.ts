import { crc32 } from 'node:zlib';
import { compress, uncompress } from 'snappyjs';

/** Avro puts the CRC-32 of the unpacked block behind a packed one, most significant byte first (Avro specification, snappy codec). */
const CHECKSUM_BYTES = 4;

/** A block of an Avro file, packed with Snappy, and its checksum. */
export function packSnappy(block: Buffer): Buffer {
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32BE(crc32(block));
  return Buffer.concat([compress(block), checksum]);
}

/** The block that `packSnappy` packed. @throws Error for one that is broken. */
export function unpackSnappy(packed: Buffer): Buffer {
  if (packed.length < CHECKSUM_BYTES) throw new Error('Snappy: no checksum');
  const block = uncompress(packed.subarray(0, -CHECKSUM_BYTES));
  const [expected, computed] = [packed.readUInt32BE(packed.length - CHECKSUM_BYTES), crc32(block)];
  if (expected === computed) return block;
  throw new Error(`Checksum did not match for Snappy compression: Expected: ${expected}, computed: ${computed}`);
}

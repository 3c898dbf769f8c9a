import type { ObjectVersion } from './eventId.ts';

/** One data file version as the trigger event told of it. */
export interface SourceFile extends ObjectVersion {
  /** Bytes. */
  size: number;
  /** When the version was written: ISO 8601, UTC. Text, so that a plan is plain JSON. */
  created: string;
  /** When bqtail first heard of it, in milliseconds since the epoch: a number, since plans of thousands of files hold it. */
  received?: number;
  /** MD5 of the content, base64; of a composite object, which has none, `crc32c:` and its CRC32C. */
  checksum?: string;
}

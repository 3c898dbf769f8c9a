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
  /** The event ID of the version that was set aside, and that this one is a copy of: a replay put it back. */
  putBackOf?: string;
}

/** The custom metadata of an object that says what it is a copy of. */
export const PUT_BACK_OF = 'putBackOf';

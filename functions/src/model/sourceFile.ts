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
  /** What its custom metadata says of the version that it is a copy of. A replay put it back only if the ledger's entry of that version has the same mark. */
  putBackOf?: string;
}

/** The custom metadata of an object that a replay put back: the mark `‹event ID of the version that was set aside›.‹random›`. */
export const PUT_BACK_OF = 'putBackOf';

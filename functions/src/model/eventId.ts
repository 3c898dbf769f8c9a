import { sha256Int64 } from '../common/sha256.ts';

/** One version of an object. Cloud Storage gives every version a new generation. */
export interface ObjectVersion {
  bucket: string;
  name: string;
  /** A decimal; kept as text, since it may be longer than a number can hold. */
  generation: string;
}

/**
 * The event ID of an object version: a positive decimal that fits BigQuery's INT64, the same for every redelivery.
 * `salt` counts up from 0 where another version already holds the ID (63 bits collide about once in 4 billion
 * versions); the journal finds that out.
 */
export const eventIdOf = ({ bucket, name, generation }: ObjectVersion, salt = 0): string =>
  sha256Int64(JSON.stringify([bucket, name, generation, salt]));

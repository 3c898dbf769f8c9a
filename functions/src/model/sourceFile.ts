import type { ObjectVersion } from './eventId.ts';

/** One data file version as the trigger event told of it. */
export interface SourceFile extends ObjectVersion {
  /** Bytes. */
  size: number;
  /** When the version was written: ISO 8601, UTC. Text, so that a plan is plain JSON. */
  created: string;
}

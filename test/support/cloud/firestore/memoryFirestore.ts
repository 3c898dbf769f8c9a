import type { Firestore } from './classes.ts';
import { connect } from './connect.ts';
import type { Documents } from './documents.ts';
import type { QuerySpec } from './query.ts';
import { type Client, createServer, type Time } from './server.ts';

export interface MemoryFirestore {
  documents: Documents;
  /** The official client, as far as the journal uses it. */
  connect(client: Client): Firestore;
}

/**
 * Firestore in memory: documents of at most 1 MiB, queries, writes with preconditions, and transactions whose reads lock.
 * `onQuery` is told of every query that is made.
 */
export function memoryFirestore(clock: Time, onQuery: (spec: QuerySpec) => void = () => undefined): MemoryFirestore {
  const server = createServer(clock, onQuery);
  return { documents: server.documents, connect: (client) => connect(server, client) };
}

import type { Random } from '../random.ts';
import type { Send } from '../send.ts';
import { type Documents, memoryDocuments } from './documents.ts';
import { type Holder, type LockMode, memoryLocks } from './locks.ts';
import { find, type QuerySpec } from './query.ts';

export interface Time {
  time(): number;
  after(ms: number, work: () => void): () => void;
}

/** One client of the database: how its requests get there, and how long it waits before it tries again. */
export interface Client {
  send: Send;
  sleep(ms: number): Promise<void>;
  random: Random;
}

/** What the database itself does, at the moment when it does it. */
export interface Server {
  documents: Documents;
  /** A holder that begins now. */
  holder(): Holder;
  /** Waits for the locks; a single write takes them for a moment. */
  lock(holder: Holder, paths: readonly string[], mode: LockMode): Promise<void>;
  release(holder: Holder): void;
  /** The paths of the documents that it finds. */
  query(spec: QuerySpec): string[];
}

export function createServer(clock: Time, onQuery: (spec: QuerySpec) => void): Server {
  const documents = memoryDocuments(() => clock.time());
  const locks = memoryLocks(clock);
  let holders = 0;
  return {
    documents,
    holder: () => ({ order: ++holders, seen: clock.time(), isAborted: false }),
    async lock(holder, paths, mode) {
      holder.seen = clock.time();
      // In the same order for everybody.
      for (const path of [...new Set(paths)].sort()) await locks.acquire(holder, path, mode);
      holder.seen = clock.time();
    },
    release: (holder) => locks.release(holder),
    query(spec) {
      onQuery(spec);
      return find(spec, documents);
    },
  };
}

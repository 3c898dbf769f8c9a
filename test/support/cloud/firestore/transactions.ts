import { ServiceError } from '../send.ts';
import type { Write } from './documents.ts';
import type { Holder } from './locks.ts';
import type { QuerySpec } from './query.ts';
import type { Client, Server } from './server.ts';
import { collector } from './writes.ts';

type Mask = readonly (readonly string[])[];

interface Found {
  docs: readonly { ref: { path: string } }[];
}

/** What a transaction has in common with reads outside of one. */
interface Parts<Snapshot> {
  server: Server;
  client: Client;
  askedFor(args: readonly unknown[]): { paths: string[]; mask?: Mask };
  snapshots(paths: readonly string[], mask?: Mask): Snapshot[];
  results(spec: QuerySpec): Found;
}

interface Options {
  readOnly?: boolean;
  maxAttempts?: number;
}

/** The official client tries again after these, with a pause of nothing, 1 s, 1.5 s, … (its transaction.js and backoff.js). */
const RETRIED = new Set([1, 2, 4, 8, 10, 13, 14, 16]);
const MAX_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 1_000;
const FACTOR = 1.5;

const ABORTED = 10;

/** Runs the work until it commits. A transaction that is tried again keeps its place in the order of those that lock. */
export async function runTransaction<Snapshot, T>(
  parts: Parts<Snapshot>,
  work: (transaction: object) => Promise<T>,
  { readOnly = false, maxAttempts = MAX_ATTEMPTS }: Options = {},
): Promise<T> {
  const { client, server } = parts;
  const { order } = server.holder();
  for (let attempt = 1; ; attempt++) {
    try {
      return await (readOnly ? work(reader(parts)) : once(parts, order, work));
    } catch (error) {
      if (attempt >= maxAttempts || !isRetried(error)) throw error;
    }
    const pause = attempt === 1 ? 0 : FIRST_PAUSE_MS * FACTOR ** (attempt - 2);
    await client.sleep(pause * (0.5 + client.random.next()));
  }
}

const isRetried = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'number' && RETRIED.has(error.code);

/** A client that dies on the way leaves its locks, until the transaction expires. */
async function once<Snapshot, T>(
  parts: Parts<Snapshot>,
  order: number,
  work: (transaction: object) => Promise<T>,
): Promise<T> {
  const { server, client } = parts;
  const holder: Holder = { ...server.holder(), order };
  const writes: Write[] = [];
  try {
    const lock = (paths: readonly string[]) => server.lock(holder, paths, 'shared');
    const result = await work({ ...reader(parts, lock), ...collector(writes) });
    const paths = writes.map(({ path }) => path);
    await client.send({ service: 'firestore', method: 'commit', target: paths.join(' ') }, async () => {
      try {
        await server.lock(holder, paths, 'exclusive');
        if (holder.isAborted) throw new ServiceError(ABORTED, '10 ABORTED: the transaction lost its locks');
        server.documents.apply(writes);
      } finally {
        server.release(holder);
      }
    });
    return result;
  } finally {
    server.release(holder);
  }
}

/** Reads documents as they are now; with `lock` nobody changes them before the end. */
function reader<Snapshot>(
  { client, askedFor, snapshots, results }: Parts<Snapshot>,
  lock: (paths: readonly string[]) => Promise<void> = async () => undefined,
) {
  const getAll = (...args: unknown[]): Promise<Snapshot[]> => {
    const { paths, mask } = askedFor(args);
    return client.send({ service: 'firestore', method: 'batchGet', target: paths.join(' ') }, async () => {
      await lock(paths);
      return snapshots(paths, mask);
    });
  };
  const query = (spec: QuerySpec): Promise<Found> =>
    client.send({ service: 'firestore', method: 'runQuery', target: spec.collection }, async () => {
      await lock(results(spec).docs.map(({ ref }) => ref.path));
      return results(spec);
    });
  return {
    getAll,
    get: async (what: { path: string } | { spec: QuerySpec }) =>
      'spec' in what ? query(what.spec) : (await getAll(what))[0],
  };
}

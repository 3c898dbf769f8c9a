import type { createWindows } from '../../../functions/src/journal/windows.ts';

type Firestore = Parameters<typeof createWindows>[0]['firestore'];

type Fields = Record<string, unknown>;

interface Stored {
  fields: Fields;
  version: number;
}

/** What a request that Firestore refuses rejects with: a status code of gRPC. */
class Refused extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * As much of Firestore as windows need, in memory: documents, queries, writes with preconditions, and transactions that
 * are serializable (one whose reads have changed when it commits starts again). Before each request, `step` says when it
 * takes effect; in between anything may happen.
 */
export function memoryFirestore(step: (request: string) => Promise<void>): {
  firestore: Firestore;
  has(path: string): boolean;
} {
  const documents = new Map<string, Stored>();
  let versions = 0;

  const write = (path: string, fields: Fields): void => {
    documents.set(path, { fields: { ...documents.get(path)?.fields, ...stored(fields) }, version: ++versions });
  };
  const create = (path: string, fields: Fields): void => {
    if (documents.has(path)) throw new Refused(6, `${path} exists`);
    write(path, fields);
  };
  const snapshotOf = (path: string) => {
    const found = documents.get(path);
    return {
      id: path.slice(path.indexOf('/') + 1),
      ref: refOf(path),
      exists: found !== undefined,
      updateTime: found?.version,
      get: (field: string) => field.split('.').reduce<unknown>(valueAt, found?.fields),
    };
  };
  const refOf = (path: string) => ({
    path,
    async get() {
      await step(`get ${path}`);
      return snapshotOf(path);
    },
    async update(fields: Fields, precondition?: { lastUpdateTime: number }) {
      await step(`update ${path}`);
      const known = documents.get(path);
      if (known === undefined) throw new Refused(5, `${path} does not exist`);
      if (precondition && precondition.lastUpdateTime !== known.version) throw new Refused(9, `${path} was changed`);
      write(path, fields);
    },
  });
  type Ref = ReturnType<typeof refOf>;

  const queryOf = (collection: string, conditions: readonly Condition[]) => {
    const query = {
      where: (field: string, operator: string, value: unknown) =>
        queryOf(collection, [...conditions, { field, operator, value }]),
      orderBy: () => query,
      select: () => query,
      limit: () => query,
      async get() {
        await step(`query ${collection}`);
        const paths = [...documents.keys()].filter((path) => path.startsWith(`${collection}/`)).sort();
        const docs = paths.map(snapshotOf).filter(({ get }) => conditions.every((one) => holds(one, get(one.field))));
        return { docs, size: docs.length, empty: docs.length === 0 };
      },
    };
    return query;
  };

  async function attempt<T>(work: (transaction: object) => Promise<T>): Promise<{ result: T } | undefined> {
    const read = new Map<string, number>();
    const writes: (() => void)[] = [];
    const seen = (path: string) => {
      read.set(path, documents.get(path)?.version ?? 0);
      return snapshotOf(path);
    };
    const result = await work({
      async get({ path }: Ref) {
        await step(`transaction.get ${path}`);
        return seen(path);
      },
      async getAll(...refs: Ref[]) {
        await step(`transaction.getAll ${refs.map(({ path }) => path)}`);
        return refs.map(({ path }) => seen(path));
      },
      create: ({ path }: Ref, fields: Fields) => writes.push(() => create(path, fields)),
    });
    await step('transaction.commit');
    for (const [path, version] of read) if ((documents.get(path)?.version ?? 0) !== version) return undefined;
    for (const one of writes) one();
    return { result };
  }

  const firestore = {
    collection: (name: string) => ({ ...queryOf(name, []), doc: (id: string) => refOf(`${name}/${id}`) }),
    async getAll(...refs: Ref[]) {
      await step(`getAll ${refs.map(({ path }) => path)}`);
      return refs.map(({ path }) => snapshotOf(path));
    },
    batch() {
      const writes: [Ref, Fields][] = [];
      return {
        create: (ref: Ref, fields: Fields) => writes.push([ref, fields]),
        async commit() {
          await step('batch.commit');
          const taken = writes.find(([{ path }]) => documents.has(path));
          if (taken) throw new Refused(6, `${taken[0].path} exists`);
          for (const [{ path }, fields] of writes) create(path, fields);
        },
      };
    },
    async runTransaction<T>(work: (transaction: object) => Promise<T>) {
      for (;;) {
        const done = await attempt(work);
        if (done) return done.result;
      }
    },
  };
  return { firestore: firestore as unknown as Firestore, has: (path) => documents.has(path) };
}

interface Condition {
  field: string;
  operator: string;
  value: unknown;
}

function holds({ operator, value }: Condition, actual: unknown): boolean {
  switch (operator) {
    case '==':
      return actual === value;
    case 'in':
      return Array.isArray(value) && value.includes(actual);
    case '<=':
      return isTime(actual) && value instanceof Date && actual.toDate() <= value;
    default:
      throw new Error(`the operator ${operator} is not known here`);
  }
}

const valueAt = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const stored = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value instanceof Date ? { toDate: () => value } : value]),
  );

const isTime = (value: unknown): value is { toDate(): Date } =>
  typeof value === 'object' && value !== null && 'toDate' in value;

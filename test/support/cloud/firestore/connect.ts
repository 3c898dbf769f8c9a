import type { Firestore } from './classes.ts';
import type { Write } from './documents.ts';
import { encoded, type Fields, isMap, segmentsOf, valueAt } from './fieldValues.ts';
import { ordersOf, type QuerySpec } from './query.ts';
import type { Client, Server } from './server.ts';
import { runTransaction } from './transactions.ts';
import { collector, writes } from './writes.ts';

type Mask = readonly (readonly string[])[];

/** A sum leaves out what is no number. */
function numberAt(fields: unknown, segments: readonly string[]): number {
  const value = valueAt(fields, segments);
  return typeof value === 'number' ? value : 0;
}

/** The official client over the database, as far as the journal uses it. */
export function connect(server: Server, client: Client): Firestore {
  const { send } = client;

  async function commit(collected: readonly Write[]): Promise<{ writeTime: unknown }[]> {
    const paths = collected.map(({ path }) => path);
    return send({ service: 'firestore', method: 'commit', target: paths.join(' ') }, async () => {
      const holder = server.holder();
      try {
        await server.lock(holder, paths, 'exclusive');
        server.documents.apply(collected);
        return paths.map((path) => ({ writeTime: server.documents.get(path)?.updateTime }));
      } finally {
        server.release(holder);
      }
    });
  }

  const commitOne = async (write: Write) => (await commit([write]))[0];

  const refOf = (path: string) => ({
    path,
    id: path.slice(path.indexOf('/') + 1),
    get: async () => (await getAll(refOf(path)))[0],
    create: (fields: Fields) => commitOne(writes.create(path, fields)),
    set: (fields: Fields, options?: { merge?: boolean }) => commitOne(writes.set(path, fields, options)),
    update: (...args: unknown[]) => commitOne(writes.update(path, args)),
    delete: (precondition?: Write['precondition']) => commitOne(writes.delete(path, precondition)),
  });

  async function getAll(...args: unknown[]) {
    const { paths, mask } = askedFor(args);
    return send({ service: 'firestore', method: 'batchGet', target: paths.join(' ') }, () => snapshots(paths, mask));
  }

  const snapshots = (paths: readonly string[], mask?: Mask) => paths.map((path) => snapshotOf(path, mask));

  function snapshotOf(path: string, mask?: Mask) {
    const found = server.documents.get(path);
    const fields = found && (mask === undefined ? found.fields : masked(found.fields, mask));
    return {
      id: path.slice(path.indexOf('/') + 1),
      ref: refOf(path),
      exists: found !== undefined,
      createTime: found?.createTime,
      updateTime: found?.updateTime,
      data: () => fields,
      get: (field: unknown) => valueAt(fields, segmentsOf(field)),
    };
  }

  const queryOf = (spec: QuerySpec) => ({
    spec,
    where: (field: unknown, operator: string, value: unknown) =>
      queryOf({
        ...spec,
        conditions: [...spec.conditions, { field: segmentsOf(field), operator, value: encoded(value) }],
      }),
    orderBy: (field: unknown, direction: 'asc' | 'desc' = 'asc') =>
      queryOf({ ...spec, orders: [...spec.orders, { field: segmentsOf(field), direction }] }),
    select: (...fields: unknown[]) => queryOf({ ...spec, select: fields.map(segmentsOf) }),
    limit: (limit: number) => queryOf({ ...spec, limit }),
    startAfter: (...values: unknown[]) => queryOf({ ...spec, startAfter: cursorOf(spec, values) }),
    get: () => send({ service: 'firestore', method: 'runQuery', target: spec.collection }, () => results(spec)),
    aggregate: (asked: Readonly<Record<string, { aggregateType: string; _field: unknown }>>) => ({
      get: () =>
        send({ service: 'firestore', method: 'runAggregationQuery', target: spec.collection }, () => {
          const paths = server.query(spec);
          const sumOf = (field: readonly string[]): number =>
            paths.reduce((sum, path) => sum + numberAt(server.documents.get(path)?.fields, field), 0);
          const sums = Object.entries(asked).map(([name, { aggregateType, _field }]) => {
            if (aggregateType !== 'sum') throw new Error(`the aggregation ${aggregateType} is not known here`);
            return [name, sumOf(segmentsOf(_field))];
          });
          return { data: () => Object.fromEntries(sums) };
        }),
    }),
    count: () => ({
      get: () =>
        send({ service: 'firestore', method: 'runAggregationQuery', target: spec.collection }, () => {
          const count = server.query(spec).length;
          return { data: () => ({ count }) };
        }),
    }),
  });

  function results(spec: QuerySpec) {
    const docs = snapshots(server.query(spec), spec.select);
    return { docs, size: docs.length, empty: docs.length === 0 };
  }

  /** A snapshot stands for its values in the order of the query; like the client's, it has to hold them. */
  function cursorOf(spec: QuerySpec, values: readonly unknown[]): readonly unknown[] {
    const [first] = values;
    if (!isSnapshot(first)) return values.map((value) => encoded(value));
    const { id } = first;
    const fields = first.data();
    return ordersOf(spec).map(({ field }) => {
      if (field[0] === '__name__') return id;
      const value = valueAt(fields, field);
      if (value === undefined)
        throw new Error(`Field "${field.join('.')}" is missing in the provided DocumentSnapshot.`);
      return value;
    });
  }

  const firestore = {
    doc: refOf,
    collection: (name: string) => ({
      ...queryOf({ collection: name, conditions: [], orders: [] }),
      doc: (id: string) => refOf(`${name}/${id}`),
    }),
    getAll,
    batch() {
      const collected: Write[] = [];
      return { ...collector(collected), commit: () => commit(collected) };
    },
    runTransaction: <T>(work: (transaction: object) => Promise<T>, options: object = {}) =>
      runTransaction({ server, client, askedFor, snapshots, results }, work, options),
  };
  return firestore as unknown as Firestore;
}

/** References; the last argument may say which fields are wanted. */
function askedFor(args: readonly unknown[]): { paths: string[]; mask?: Mask } {
  const last = args.at(-1);
  const options = isMap(last) && 'fieldMask' in last ? (last as { fieldMask: unknown[] }) : undefined;
  const refs = (options ? args.slice(0, -1) : args) as { path: string }[];
  const paths = refs.map(({ path }) => path);
  return options ? { paths, mask: options.fieldMask.map(segmentsOf) } : { paths };
}

const isSnapshot = (value: unknown): value is { id: string; data(): Fields | undefined } =>
  typeof value === 'object' && value !== null && 'ref' in value;

function masked(fields: Fields, mask: Mask): Fields {
  const kept: Record<string, unknown> = {};
  for (const segments of mask) {
    const value = valueAt(fields, segments);
    if (value !== undefined) put(kept, segments, value);
  }
  return kept;
}

function put(into: Record<string, unknown>, [name = '', ...inner]: readonly string[], value: unknown): void {
  if (inner.length === 0) {
    into[name] = value;
    return;
  }
  const known = into[name];
  const next: Record<string, unknown> = isMap(known) ? { ...known } : {};
  put(next, inner, value);
  into[name] = next;
}

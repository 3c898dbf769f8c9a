import { ServiceError } from '../send.ts';
import { Timestamp } from './classes.ts';
import { type Fields, isMap, withValue } from './fieldValues.ts';

export interface StoredDocument {
  /** Frozen, so that nobody changes what is stored. */
  fields: Fields;
  updateTime: Timestamp;
  createTime: Timestamp;
}

interface Precondition {
  lastUpdateTime?: Timestamp;
  exists?: boolean;
}

export type Write = { path: string; precondition?: Precondition } & (
  | { kind: 'create' | 'set' | 'merge'; fields: Fields }
  | { kind: 'update'; changes: readonly (readonly [segments: readonly string[], value: unknown])[] }
  | { kind: 'delete' }
);

/** Status codes of gRPC. */
const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const FAILED_PRECONDITION = 9;

/** https://cloud.google.com/firestore/quotas: a document, its name included. */
const MAX_BYTES = 1_048_576;

export interface Documents {
  get(path: string): StoredDocument | undefined;
  /** The paths of a collection, `files/…`, in order. */
  paths(collection: string): readonly string[];
  /** All or none. Throws as Firestore does where a precondition does not hold. */
  apply(writes: readonly Write[]): void;
  /** Told of each document that was written or deleted: its fields before that, and since. */
  watch(watcher: (path: string, before: Fields | undefined, after: Fields | undefined) => void): void;
}

/** The documents of a database. `now`: milliseconds since the epoch. */
export function memoryDocuments(now: () => number): Documents {
  /** By collection, and there by path. */
  const collections = new Map<string, Map<string, StoredDocument>>();
  /** The paths of collections, in order, until one comes or goes: most queries are asked in between. */
  const sorted = new Map<string, readonly string[]>();
  const watchers: Parameters<Documents['watch']>[0][] = [];
  let versions = 0;

  const nameOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

  function collection(path: string): Map<string, StoredDocument> {
    const name = nameOf(path);
    const known = collections.get(name) ?? new Map<string, StoredDocument>();
    collections.set(name, known);
    return known;
  }

  const get = (path: string): StoredDocument | undefined => collection(path).get(path);

  /** Unlike any before it. */
  function nextTime(): Timestamp {
    versions++;
    return new Timestamp(Math.floor(now() / 1000), (now() % 1000) * 1_000_000 + (versions % 1_000_000));
  }

  /** Answers what was there before. */
  function put(path: string, document: StoredDocument | undefined): StoredDocument | undefined {
    const before = get(path);
    if ((before === undefined) !== (document === undefined)) sorted.delete(nameOf(path));
    if (document) collection(path).set(path, document);
    else collection(path).delete(path);
    return before;
  }

  function paths(name: string): readonly string[] {
    const known = sorted.get(name) ?? [...(collections.get(name)?.keys() ?? [])].sort();
    sorted.set(name, known);
    return known;
  }

  return {
    get,
    paths,
    watch: (watcher) => void watchers.push(watcher),
    apply(writes) {
      const time = nextTime();
      const changed = new Map<string, StoredDocument | undefined>();
      for (const write of writes) {
        const known = changed.has(write.path) ? changed.get(write.path) : get(write.path);
        changed.set(write.path, written(write, known, time));
      }
      for (const [path, document] of changed) {
        const before = put(path, document)?.fields;
        for (const watcher of watchers) watcher(path, before, document?.fields);
      }
    },
  };
}

function written(write: Write, known: StoredDocument | undefined, time: Timestamp): StoredDocument | undefined {
  check(write, known);
  if (write.kind === 'delete') return undefined;
  const fields = frozen(fieldsAfter(write, known?.fields ?? {}, time));
  const bytes = sizeOfDocument(write.path, fields);
  if (bytes > MAX_BYTES) {
    throw new ServiceError(
      INVALID_ARGUMENT,
      `Document '${write.path}' cannot be written because its size (${bytes} bytes) exceeds the maximum allowed size of ${MAX_BYTES} bytes.`,
    );
  }
  return { fields, updateTime: time, createTime: known?.createTime ?? time };
}

function check({ kind, path, precondition = {} }: Write, known: StoredDocument | undefined): void {
  const { lastUpdateTime, exists } = precondition;
  if ((kind === 'create' || exists === false) && known)
    throw new ServiceError(ALREADY_EXISTS, `Document already exists: ${path}`);
  if ((kind === 'update' || exists === true) && !known)
    throw new ServiceError(NOT_FOUND, `No document to update: ${path}`);
  if (lastUpdateTime && !known?.updateTime.isEqual(lastUpdateTime)) {
    throw new ServiceError(
      FAILED_PRECONDITION,
      `the stored version of ${path} does not match the required base version`,
    );
  }
}

function fieldsAfter(write: Exclude<Write, { kind: 'delete' }>, known: Fields, time: Timestamp): Fields {
  switch (write.kind) {
    case 'create':
    case 'set':
      return changesOf(write.fields, time);
    case 'merge':
      return merged(known, write.fields, time);
    case 'update':
      return write.changes.reduce((fields, [segments, value]) => withValue(fields, segments, value, time), known);
  }
}

const changesOf = (fields: Fields, time: Timestamp): Fields =>
  Object.entries(fields).reduce<Fields>((all, [name, value]) => withValue(all, [name], value, time), {});

/** Maps are merged field by field, everything else is replaced. */
function merged(known: Fields, fields: Fields, time: Timestamp): Fields {
  let all = known;
  for (const [name, value] of Object.entries(fields)) {
    const inner = all[name];
    all = withValue(all, [name], isMap(value) && isMap(inner) ? merged(inner, value, time) : value, time);
  }
  return all;
}

/** Freezes a value and all that is in it. What was frozen before, it leaves alone: most of a document stays as it was. */
function frozen<T>(value: T): T {
  if (!(Array.isArray(value) || isMap(value)) || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}

/** Names of a path count with one byte more each, and 16 besides; a document has 32 of its own (Storage size calculations). */
const sizeOfDocument = (path: string, fields: Fields): number =>
  path.split('/').reduce((sum, name) => sum + sizeOfText(name), 16) + 32 + sizeOf(fields);

const sizeOfText = (text: string): number => Buffer.byteLength(text) + 1;

/** What is frozen keeps its size. */
const sizes = new WeakMap<object, number>();

function sizeOf(value: unknown): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return sizeOfText(value);
  if (typeof value === 'number' || value instanceof Timestamp) return 8;
  const inside = value as readonly unknown[] | Fields;
  const size = sizes.get(inside) ?? sizeInside(inside);
  sizes.set(inside, size);
  return size;
}

function sizeInside(value: readonly unknown[] | Fields): number {
  const names = Array.isArray(value) ? [] : Object.keys(value);
  const ofNames = names.reduce((sum, name) => sum + sizeOfText(name), 0);
  return Object.values(value).reduce<number>((sum, inner) => sum + sizeOf(inner), ofNames);
}

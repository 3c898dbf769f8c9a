import type { ObjectInfo, ObjectPlace } from '../../../../functions/src/storage/objectStore.ts';
import { ServiceError } from '../send.ts';
import { sortedNames } from './sortedNames.ts';

export interface StoredObject extends ObjectInfo {
  content: Buffer;
}

interface NewObject {
  content: string | Buffer;
  metadata?: Readonly<Record<string, string>>;
  /** The generation that has to be live; '0': none. */
  ifGenerationMatch?: string | undefined;
}

interface Source extends ObjectPlace {
  generation?: string | undefined;
}

/** What becomes of an object; `gone` where it was deleted or overwritten. */
export type StorageEvent = { kind: 'finalized' | 'gone'; object: StoredObject };

export interface MemoryStorage {
  /** Every call throws what the service answers: a ServiceError with an HTTP status. */
  stat(place: Source): StoredObject;
  /** By name: those whose name begins with the prefix, from a name on, and the token of the next page. */
  list(
    bucket: string,
    query: {
      prefix?: string;
      startOffset?: string | undefined;
      token?: string | undefined;
      limit?: number | undefined;
    },
  ): { objects: StoredObject[]; next?: string };
  write(place: ObjectPlace, object: NewObject): StoredObject;
  /** The copy has the given metadata instead of the source's. */
  copy(from: Source, to: ObjectPlace, given?: Pick<NewObject, 'metadata' | 'ifGenerationMatch'>): StoredObject;
  remove(place: ObjectPlace, precondition?: { ifGenerationMatch?: string | undefined }): void;
  /** Told of everything that happens to objects. */
  watch(watcher: (event: StorageEvent) => void): void;
  /** Why an object must not be deleted or overwritten: a retention policy, or a hold. */
  retain: ((place: ObjectPlace) => string | undefined) | undefined;
}

/** What Cloud Storage lists at most in one answer. */
const PAGE = 1000;

/** Keys and values together, in bytes (Cloud Storage: quotas and limits). */
const MAX_METADATA = 8 * 1024;

function checkSize(metadata: Readonly<Record<string, string>>): void {
  const bytes = Buffer.byteLength(Object.entries(metadata).flat().join(''));
  if (bytes > MAX_METADATA)
    throw new ServiceError(400, `Metadata is ${bytes} bytes, over the limit of ${MAX_METADATA}.`);
}

/** Cloud Storage in memory: one live version of each object, generations that grow, preconditions that hold. */
export function memoryStorage(clock: { time(): number }, buckets: readonly string[]): MemoryStorage {
  const live = new Map(buckets.map((bucket) => [bucket, new Map<string, StoredObject>()]));
  const names = new Map(buckets.map((bucket) => [bucket, sortedNames()]));
  const watchers: ((event: StorageEvent) => void)[] = [];
  let newest = 0n;

  const objectsOf = (bucket: string): Map<string, StoredObject> => {
    const objects = live.get(bucket);
    if (objects === undefined) throw new ServiceError(404, 'The specified bucket does not exist.');
    return objects;
  };
  const told = (event: StorageEvent): void => {
    for (const watcher of watchers) watcher(event);
  };

  function stat({ bucket, name, generation }: Source): StoredObject {
    const found = objectsOf(bucket).get(name);
    if (found && (generation === undefined || generation === found.generation)) return found;
    throw new ServiceError(404, `No such object: ${bucket}/${name}`);
  }

  function checkFree(place: ObjectPlace, ifGenerationMatch: string | undefined): void {
    const found = objectsOf(place.bucket).get(place.name);
    if (ifGenerationMatch !== undefined && ifGenerationMatch !== (found?.generation ?? '0')) {
      throw new ServiceError(412, 'At least one of the pre-conditions you specified did not hold.');
    }
    const why = found && storage.retain?.(place);
    if (why) throw new ServiceError(403, `Object '${place.bucket}/${place.name}' ${why}`);
  }

  function put({ bucket, name }: ObjectPlace, { content, metadata = {}, ifGenerationMatch }: NewObject): StoredObject {
    checkFree({ bucket, name }, ifGenerationMatch);
    checkSize(metadata);
    const before = objectsOf(bucket).get(name);
    const bytes = Buffer.from(content);
    // As real ones: microseconds since the epoch.
    const micros = BigInt(clock.time()) * 1000n;
    newest = micros > newest ? micros : newest + 1n;
    const generation = String(newest);
    const created = new Date(clock.time());
    const object = { bucket, name, generation, size: bytes.length, created, metadata: { ...metadata }, content: bytes };
    objectsOf(bucket).set(name, object);
    names.get(bucket)?.add(name);
    if (before) told({ kind: 'gone', object: before });
    told({ kind: 'finalized', object });
    return object;
  }

  const storage: MemoryStorage = {
    stat,
    list(bucket, { prefix = '', startOffset = '', token = startOffset, limit = PAGE }) {
      const live = objectsOf(bucket);
      const found = names.get(bucket)?.from(token, prefix, limit + 1) ?? [];
      const objects = found.slice(0, limit).flatMap((name) => live.get(name) ?? []);
      const next = found[limit];
      return { objects, ...(next === undefined ? {} : { next }) };
    },
    write: put,
    copy(from, to, given = {}) {
      const { content, metadata } = stat(from);
      return put(to, { content, metadata, ...given });
    },
    remove({ bucket, name }, { ifGenerationMatch } = {}) {
      const object = stat({ bucket, name });
      checkFree({ bucket, name }, ifGenerationMatch);
      objectsOf(bucket).delete(name);
      names.get(bucket)?.remove(name);
      told({ kind: 'gone', object });
    },
    watch: (watcher) => void watchers.push(watcher),
    retain: undefined,
  };
  return storage;
}

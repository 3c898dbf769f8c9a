import type { CopyOptions, File, Storage } from '@google-cloud/storage';
import { defined } from '../common/defined.ts';
import { permanent } from '../failure/failure.ts';
import { gsUrl } from '../model/places.ts';

export interface ObjectPlace {
  bucket: string;
  name: string;
}

export interface ObjectInfo extends ObjectPlace {
  generation: string;
  /** Bytes. */
  size: number;
  /** When this version was written. */
  created: Date;
  metadata: Readonly<Record<string, string>>;
}

interface Content {
  content: string;
  contentType: string;
  /** Custom metadata; a listing answers it, so that nobody must open the object. */
  metadata?: Record<string, string>;
}

interface Listing {
  /** Only objects whose name starts with it. */
  prefix?: string;
  /** Only objects from this name on, in the order of their UTF-8 bytes. */
  startOffset?: string;
  /** From the page before. */
  token?: string;
}

/**
 * Cloud Storage, as far as bqtail uses it. Every call may be made again after a failure. Copies reject with a permanent
 * `Failure` where the bucket that they go to does not exist.
 */
export interface ObjectStore {
  /** The live version; undefined where there is none. */
  stat(place: ObjectPlace): Promise<ObjectInfo | undefined>;
  /** The objects whose name starts with the prefix, by name: for places that hold few. */
  list(bucket: string, prefix: string): Promise<ObjectInfo[]>;
  /** A thousand objects of a bucket by name, and the token of the next thousand, if there is one. */
  page(bucket: string, listing?: Listing): Promise<{ objects: ObjectInfo[]; next?: string }>;
  /** The content as text; undefined where there is no such object. */
  read(place: ObjectPlace): Promise<string | undefined>;
  write(place: ObjectPlace, content: Content): Promise<void>;
  /** Writes over that version, or where there is nothing: false where another version is live. */
  writeOver(place: ObjectPlace, content: Content, generation: string | undefined): Promise<boolean>;
  /** Copies within Cloud Storage, metadata included; false where the source, or that generation of it, is gone. */
  copy(from: ObjectPlace, to: ObjectPlace, generation?: string): Promise<boolean>;
  /** Copies that version as `copy` does, but overwrites nothing: false also where there is an object of that name. */
  copyNew(from: ObjectPlace & { generation: string }, to: ObjectPlace): Promise<boolean>;
  /** Copies that version as `copy` does, and adds to its custom metadata, of which Cloud Storage keeps 8 KiB. */
  copyNoted(
    from: ObjectPlace & { generation: string },
    to: ObjectPlace,
    note: Readonly<Record<string, string>>,
  ): Promise<boolean>;
  /** Copies as `copyNoted` does, but overwrites nothing: false also where there is an object of that name. */
  copyBack(
    from: ObjectPlace & { generation: string },
    to: ObjectPlace,
    note: Readonly<Record<string, string>>,
  ): Promise<boolean>;
  /** The content as it is stored, also where it is gzip; nothing where there is no such object. */
  stream(place: ObjectPlace): AsyncIterable<Buffer>;
  /** Deletes; with a generation, only that version. Already gone is fine. */
  remove(place: ObjectPlace, generation?: string): Promise<Removal>;
}

/** `overwritten`: another version is live than the one that was to be deleted. */
export type Removal = 'removed' | 'gone' | 'overwritten';

interface NotedCopy {
  from: ObjectPlace & { generation: string };
  to: ObjectPlace;
  note: Readonly<Record<string, string>>;
  preconditionOpts?: { ifGenerationMatch: number };
}

/** A copy that overwrites nothing. */
const NOTHING_THERE = { preconditionOpts: { ifGenerationMatch: 0 } } as const;

/** What Cloud Storage lists at most in one answer. */
const PAGE = 1000;

/** Of each object no more is asked for than is looked at. */
const FIELDS = 'items(name,generation,size,timeCreated,metadata),nextPageToken';

/**
 * The store over the official client, whose own retries cover 408, 429, 5xx and resets. What is asked for a version is guarded by
 * that version, which costs nothing. The Storage emulator takes whichever version is live, so that one has to be looked up there.
 */
export function createObjectStore(
  storage: Storage,
  ignoresGenerations = process.env['STORAGE_EMULATOR_HOST'] !== undefined,
): ObjectStore {
  const file = ({ bucket, name }: ObjectPlace): File => storage.bucket(bucket).file(name);

  async function stat(place: ObjectPlace): Promise<ObjectInfo | undefined> {
    const found = await unlessGone(file(place).getMetadata());
    return found && objectInfo(place, found[0]);
  }

  async function isAnother(place: ObjectPlace, generation: string | undefined): Promise<boolean> {
    if (!ignoresGenerations || generation === undefined) return false;
    const live = await unlessGone(file(place).getMetadata({ fields: 'generation' }));
    return live !== undefined && String(live[0].generation) !== generation;
  }

  async function copyPlain(
    from: ObjectPlace & { generation?: string },
    to: ObjectPlace,
    options: CopyOptions = {},
  ): Promise<boolean> {
    const { generation } = from;
    if (await isAnother(from, generation)) return false;
    const source = storage.bucket(from.bucket).file(from.name, defined({ generation }));
    return copied(source.copy(file(to), options), { source, to });
  }

  async function copyWith({ from, to, note, preconditionOpts }: NotedCopy): Promise<boolean> {
    const source = storage.bucket(from.bucket).file(from.name, { generation: from.generation });
    const found = await unlessGone(source.getMetadata());
    if (found === undefined || String(found[0].generation) !== from.generation) return false;
    // A copy that is given metadata takes none over from its source.
    const { contentType, contentEncoding, contentDisposition, contentLanguage, cacheControl, metadata } = found[0];
    const given = defined({ contentType, contentEncoding, contentDisposition, contentLanguage, cacheControl });
    const options = { ...given, metadata: { ...customOf(metadata), ...note }, ...defined({ preconditionOpts }) };
    return copied(source.copy(file(to), options), { source, to });
  }

  return {
    stat,
    async list(bucket, prefix) {
      const [files] = await storage.bucket(bucket).getFiles({ prefix, fields: FIELDS });
      return listedIn(bucket, files);
    },
    async page(bucket, { prefix, startOffset, token } = {}) {
      const common = { autoPaginate: false, maxResults: PAGE, fields: FIELDS };
      const query = { ...common, ...defined({ prefix, startOffset, pageToken: token }) };
      const [files, next] = await storage.bucket(bucket).getFiles(query);
      const objects = listedIn(bucket, files);
      const nextToken = next && 'pageToken' in next ? next.pageToken : undefined;
      return defined({ objects, next: nextToken || undefined });
    },
    async read(place) {
      const found = await unlessGone(file(place).download());
      return found?.[0].toString('utf8');
    },
    async write(place, { content, contentType, metadata = {} }) {
      await file(place).save(content, { resumable: false, contentType, metadata: { metadata } });
    },
    async writeOver(place, { content, contentType, metadata = {} }, generation = '0') {
      const preconditionOpts = { ifGenerationMatch: generation };
      const saved = file(place).save(content, {
        ...{ resumable: false, contentType, metadata: { metadata }, preconditionOpts },
      });
      return (await unlessGone(saved.then(() => true))) ?? false;
    },
    copy: (from, to, generation) => copyPlain({ ...from, ...defined({ generation }) }, to),
    copyNew: (from, to) => copyPlain(from, to, NOTHING_THERE),
    copyNoted: (from, to, note) => copyWith({ from, to, note }),
    copyBack: (from, to, note) => copyWith({ from, to, note, ...NOTHING_THERE }),
    async *stream(place) {
      try {
        yield* file(place).createReadStream({ decompress: false });
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    },
    async remove(place, generation) {
      if (await isAnother(place, generation)) return 'overwritten';
      const deleting = file(place).delete(defined({ ifGenerationMatch: generation }));
      if (await unlessGone(deleting.then(() => true))) return 'removed';
      // That the version is not live may also mean that there is none.
      return generation !== undefined && (await stat(place)) ? 'overwritten' : 'gone';
    },
  };
}

type Metadata = File['metadata'];

/** Asked for some fields only, the client hands out the resources of the JSON API as they are; its types say otherwise. */
const listedIn = (bucket: string, files: unknown): ObjectInfo[] =>
  (files as (Metadata & { name: string })[]).map((resource) => objectInfo({ bucket, name: resource.name }, resource));

function objectInfo(place: ObjectPlace, { generation, size, timeCreated, metadata }: Metadata): ObjectInfo {
  if (generation === undefined || timeCreated === undefined) {
    throw new Error(`Cloud Storage answered no generation or creation time for ${gsUrl(place.bucket, place.name)}`);
  }
  return {
    ...place,
    generation: String(generation),
    size: Number(size ?? 0),
    created: new Date(timeCreated),
    metadata: customOf(metadata),
  };
}

const customOf = (metadata: Metadata['metadata']): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, String(value)]));

/** Cloud Storage answers the same, 404, for an object that is gone and for a bucket that does not exist. */
async function copied(copying: Promise<unknown>, { source, to }: { source: File; to: ObjectPlace }): Promise<boolean> {
  if ((await unlessGone(copying)) !== undefined) return true;
  if ((await unlessGone(source.getMetadata())) === undefined) return false;
  // To list a bucket takes no other right than to write to it.
  const listing = source.storage.bucket(to.bucket).getFiles({ maxResults: 1, autoPaginate: false });
  if ((await unlessGone(listing)) !== undefined) return false;
  throw permanent('bucketMissing', `the bucket ${to.bucket} does not exist: create it, or name another in the rule`);
}

async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** 404: there is no such object; 412: it is there in another version than the one asked for. */
const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 404 || error.code === 412);

import { gsUrl } from '../../../functions/src/model/places.ts';
import type { ObjectInfo, ObjectPlace, ObjectStore } from '../../../functions/src/storage/objectStore.ts';

interface Stored extends ObjectInfo {
  content: Buffer;
}

/** Objects in memory, with what Cloud Storage does about generations. */
export interface MemoryObjects extends ObjectStore {
  /** Puts a new version there, and answers its generation. */
  put(place: ObjectPlace, content: string | Uint8Array): string;
  urls(): string[];
}

export function memoryObjects(): MemoryObjects {
  const objects = new Map<string, Stored>();
  let clock = 1_700_000_000_000;

  const keyOf = ({ bucket, name }: ObjectPlace): string => gsUrl(bucket, name);
  const put = ({ bucket, name }: ObjectPlace, content: Uint8Array | string, metadata = {}): string => {
    const generation = String(++clock);
    const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
    const info = { bucket, name, generation, size: bytes.length, created: new Date(clock), metadata };
    objects.set(keyOf({ bucket, name }), { ...info, content: bytes });
    return generation;
  };
  const find = (place: ObjectPlace, generation?: string): Stored | undefined => {
    const found = objects.get(keyOf(place));
    return generation === undefined || found?.generation === generation ? found : undefined;
  };

  return {
    put,
    urls: () => [...objects.keys()].sort(),
    stat: async (place) => find(place),
    list: async (bucket, prefix) =>
      [...objects.values()].filter((object) => object.bucket === bucket && object.name.startsWith(prefix)),
    page: async (bucket) => ({ objects: [...objects.values()].filter((object) => object.bucket === bucket) }),
    read: async (place) => find(place)?.content.toString('utf8'),
    async write(place, { content, metadata }) {
      put(place, content, metadata);
    },
    async writeOver(place, { content, metadata }, generation) {
      const isFree = find(place)?.generation === generation;
      if (isFree) put(place, content, metadata);
      return isFree;
    },
    async copy(from, to, generation) {
      const found = find(from, generation);
      if (found) put(to, found.content, found.metadata);
      return found !== undefined;
    },
    async copyNew(from, to) {
      const found = find(to) ? undefined : find(from, from.generation);
      if (found) put(to, found.content, found.metadata);
      return found !== undefined;
    },
    async copyNoted(from, to, note) {
      const found = find(from, from.generation);
      if (found) put(to, found.content, { ...found.metadata, ...note });
      return found !== undefined;
    },
    async copyBack(from, to, note) {
      const found = find(to) ? undefined : find(from, from.generation);
      if (found) put(to, found.content, { ...found.metadata, ...note });
      return found !== undefined;
    },
    async *stream(place) {
      const found = find(place);
      if (found) yield found.content;
    },
    async remove(place, generation) {
      if (find(place) === undefined) return 'gone';
      if (find(place, generation) === undefined) return 'overwritten';
      objects.delete(keyOf(place));
      return 'removed';
    },
  };
}

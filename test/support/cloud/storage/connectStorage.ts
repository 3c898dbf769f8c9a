import { gsUrl } from '../../../../functions/src/model/places.ts';
import type { createObjectStore } from '../../../../functions/src/storage/objectStore.ts';
import type { Send } from '../send.ts';
import type { MemoryStorage, StoredObject } from './memoryStorage.ts';

type Storage = Parameters<typeof createObjectStore>[0];

interface Precondition {
  ifGenerationMatch?: string | number;
}

interface GivenMetadata {
  metadata?: Record<string, string>;
}

interface SaveOptions {
  metadata?: GivenMetadata;
  preconditionOpts?: Precondition;
}

type CopyOptions = GivenMetadata & { preconditionOpts?: Precondition };

/** The official client over the service in memory, as far as the object store uses it. */
export function connectStorage(storage: MemoryStorage, send: Send): Storage {
  const client: object = {
    bucket: (bucket: string) => ({
      file: (name: string, { generation }: { generation?: string } = {}) => ({
        ...fileAt(storage, send, { bucket, name, generation }),
        storage: client,
      }),
      async getFiles({ prefix = '', pageToken, startOffset, autoPaginate = true, maxResults, fields }: ListQuery) {
        const page = (token: string | undefined) =>
          send({ service: 'storage', method: 'objects.list', target: gsUrl(bucket, prefix) }, () =>
            storage.list(bucket, { prefix, token, startOffset, limit: maxResults }),
          );
        const { objects, next } = await page(pageToken);
        const all = [...objects];
        let token = next;
        while (autoPaginate && token !== undefined) {
          const more = await page(token);
          all.push(...more.objects);
          token = more.next;
        }
        // As the client does: asked for some fields only, it hands out the resources as they are.
        const files = all.map((object) =>
          fields
            ? { name: object.name, ...metadataOf(object) }
            : { name: object.name, metadata: { name: object.name, ...metadataOf(object) } },
        );
        return [files, token === undefined ? null : { pageToken: token }];
      },
    }),
  };
  return client as unknown as Storage;
}

interface ListQuery {
  prefix?: string;
  startOffset?: string;
  pageToken?: string;
  autoPaginate?: boolean;
  maxResults?: number;
  fields?: string;
}

interface Place {
  bucket: string;
  name: string;
  generation: string | undefined;
}

function fileAt(storage: MemoryStorage, send: Send, place: Place) {
  const call = <T>(method: string, effect: () => T): Promise<T> =>
    send({ service: 'storage', method, target: gsUrl(place.bucket, place.name) }, effect);
  const content = (): Promise<StoredObject> => call('objects.get media', () => storage.stat(place));
  return {
    place,
    getMetadata: async () => [metadataOf(await call('objects.get', () => storage.stat(place)))],
    download: async () => [(await content()).content],
    async *createReadStream() {
      yield (await content()).content;
    },
    save: (text: string, { metadata = {}, preconditionOpts }: SaveOptions = {}) =>
      call('objects.insert', () =>
        storage.write(place, { content: text, metadata: metadata.metadata ?? {}, ...conditionOf(preconditionOpts) }),
      ),
    copy: (to: { place: Place }, { metadata, preconditionOpts }: CopyOptions = {}) =>
      call('objects.rewrite', () =>
        storage.copy(place, to.place, { ...(metadata ? { metadata } : {}), ...conditionOf(preconditionOpts) }),
      ),
    delete: (precondition: Precondition = {}) =>
      call('objects.delete', () => storage.remove(place, conditionOf(precondition))),
  };
}

const conditionOf = ({ ifGenerationMatch }: Precondition = {}) =>
  ifGenerationMatch === undefined ? {} : { ifGenerationMatch: String(ifGenerationMatch) };

/** An object as the JSON API words it. */
const metadataOf = ({ generation, size, created, metadata }: StoredObject) => ({
  generation,
  size: String(size),
  timeCreated: created.toISOString(),
  metadata,
});

import { createWriteStream, openAsBlob } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { JobError } from '../errors/jobError.ts';
import type { ObjectStore } from './objectStore.ts';

/** Objects up to this size are read in one piece. */
const SMALL_BYTES = 1 << 20;

/** Objects of the Storage emulator, through the JSON API. `host` as STORAGE_EMULATOR_HOST has it, with or without scheme. */
export function storageEmulator(host: string): ObjectStore {
  const base = (/^https?:\/\//.test(host) ? host : `http://${host}`).replace(/\/+$/, '');

  async function listPage(bucket: string, prefix: string, pageToken: string): Promise<ListPage> {
    const query = new URLSearchParams({ prefix, maxResults: '1000', ...(pageToken && { pageToken }) });
    const response = await reach(`${base}/storage/v1/b/${encodeURIComponent(bucket)}/o?${query}`);
    if (response.status === 404) return {};
    if (!response.ok) throw unreadable(`gs://${bucket}/${prefix}*`, await response.text());
    return (await response.json()) as ListPage;
  }

  return {
    async list(bucket, prefix) {
      const names: string[] = [];
      let pageToken = '';
      do {
        const page = await listPage(bucket, prefix, pageToken);
        names.push(...(page.items ?? []).map(({ name }) => name));
        pageToken = page.nextPageToken ?? '';
      } while (pageToken !== '');
      return names.sort();
    },
    async download({ bucket, name }, file) {
      const uri = `gs://${bucket}/${name}`;
      const path = `/download/storage/v1/b/${encodeURIComponent(bucket)}/o/${encodeURIComponent(name)}?alt=media`;
      const response = await reach(base + path);
      if (response.status === 404) return undefined;
      if (!response.ok) throw unreadable(uri, await response.text());
      const length = Number(response.headers.get('content-length') ?? Number.NaN);
      if (length <= SMALL_BYTES || !response.body) await writeFile(file, Buffer.from(await response.arrayBuffer()));
      else await pipeline(response.body, createWriteStream(file));
      return (await stat(file)).size;
    },
    async upload({ bucket, name }, file) {
      const query = new URLSearchParams({ uploadType: 'media', name });
      const response = await reach(`${base}/upload/storage/v1/b/${encodeURIComponent(bucket)}/o?${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: await openAsBlob(file),
      });
      if (!response.ok) throw unreadable(`gs://${bucket}/${name}`, await response.text());
    },
  };
}

interface ListPage {
  items?: { name: string }[];
  nextPageToken?: string;
}

async function reach(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new JobError({
      reason: 'backendError',
      message: `The Storage emulator cannot be reached at ${url}: ${cause}`,
    });
  }
}

const unreadable = (uri: string, answer: string): JobError =>
  new JobError({ reason: 'backendError', message: `The Storage emulator failed for ${uri}: ${answer.slice(0, 300)}` });

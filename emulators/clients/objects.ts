import { ENDPOINTS } from '../places.ts';
import { requestJson } from './request.ts';

/** An object's metadata, as the JSON API has it: numbers are text. */
export interface ObjectMetadata {
  bucket: string;
  name: string;
  generation: string;
  size: string;
  contentType: string;
  timeCreated: string;
  updated: string;
  metadata?: Record<string, string>;
}

interface ListPage {
  items?: ObjectMetadata[];
  nextPageToken?: string;
}

const API = `${ENDPOINTS.STORAGE_EMULATOR_HOST}/storage/v1/b`;
const objectUrl = (bucket: string, name: string): string => `${API}/${bucket}/o/${encodeURIComponent(name)}`;

/** Writes an object; the trigger bucket's function gets an event for it. */
export async function uploadObject(
  bucket: string,
  name: string,
  content: string | Uint8Array,
): Promise<ObjectMetadata> {
  const url = `${ENDPOINTS.STORAGE_EMULATOR_HOST}/upload/storage/v1/b/${bucket}/o?uploadType=media&name=${encodeURIComponent(name)}`;
  const headers = { 'content-type': 'application/octet-stream' };
  const object = await requestJson<ObjectMetadata>(url, { method: 'POST', headers, body: Buffer.from(content) });
  if (!object) throw new Error(`no answer to the upload of gs://${bucket}/${name}`);
  return object;
}

/** The objects whose names start with the prefix. The emulator makes a bucket when it is first asked about it. */
export async function listObjects(bucket: string, prefix = ''): Promise<ObjectMetadata[]> {
  const objects: ObjectMetadata[] = [];
  let token = '';
  do {
    const query = new URLSearchParams({ prefix, maxResults: '1000', ...(token ? { pageToken: token } : {}) });
    const page = await requestJson<ListPage>(`${API}/${bucket}/o?${query}`);
    objects.push(...(page?.items ?? []));
    token = page?.nextPageToken ?? '';
  } while (token);
  return objects;
}

/** Undefined where there is no such object. */
export const objectMetadata = (bucket: string, name: string): Promise<ObjectMetadata | undefined> =>
  requestJson<ObjectMetadata>(objectUrl(bucket, name), { tolerate: [404] });

/** Already gone is fine. */
export async function deleteObject(bucket: string, name: string): Promise<void> {
  await requestJson(objectUrl(bucket, name), { method: 'DELETE', tolerate: [404] });
}

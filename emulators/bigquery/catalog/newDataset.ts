import type { DatasetRef } from '../schema/names.ts';
import { newEtag } from './createTable.ts';
import type { DatasetMeta } from './meta.ts';

export function newDataset(ref: DatasetRef, location: string, properties: Record<string, unknown>): DatasetMeta {
  const now = Date.now();
  return { ref, location, creationTime: now, lastModifiedTime: now, etag: newEtag(), properties };
}

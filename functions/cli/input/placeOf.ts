import { parseGsUrl } from '../../src/model/places.ts';
import type { ObjectPlace } from '../../src/storage/objectStore.ts';
import { UsageError } from './usageError.ts';

/** The place of a gs:// URL; the name may be empty. @throws UsageError where it is no such URL. */
export function placeOf(url: string): ObjectPlace {
  try {
    return parseGsUrl(url);
  } catch {
    throw noFile(url);
  }
}

/** The place of a file. @throws UsageError where the URL names none. */
export function filePlaceOf(url: string): ObjectPlace {
  const place = placeOf(url);
  if (place.name === '') throw noFile(url);
  return place;
}

const noFile = (url: string): UsageError => new UsageError(`${JSON.stringify(url)} is no file; write gs://bucket/path`);

import { gsUrl } from '../model/places.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { SourceRange } from '../model/sourceRange.ts';

/** A load job takes 10,000 URIs, in a request of at most 10 MB (quotas and limits: load jobs); the rest of it needs room too. */
const MAX_URIS = 10_000;
const MAX_URI_BYTES = 9_000_000;

/** What quotes and a comma add to a URI in a request. */
const PER_URI = 3;

/** The sources of a process, cut into as few load jobs as BigQuery's limits allow. */
export function loadParts(sources: readonly SourceFile[]): SourceRange[] {
  const parts: SourceRange[] = [];
  let bytes = 0;
  for (const [index, { bucket, name }] of sources.entries()) {
    const size = Buffer.byteLength(JSON.stringify(gsUrl(bucket, name))) + PER_URI;
    const last = parts.at(-1);
    if (last === undefined || last.to - last.from >= MAX_URIS || bytes + size > MAX_URI_BYTES) {
      parts.push({ from: index, to: index + 1 });
      bytes = size;
    } else {
      last.to = index + 1;
      bytes += size;
    }
  }
  return parts;
}

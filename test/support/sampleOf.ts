import type { Sample } from '../../functions/cli/infer/formats/sample.ts';

/** An object with these bytes; `created` is ISO 8601. */
export function sampleOf(name: string, content: string | Uint8Array, created = '2026-01-31T00:00:00Z'): Sample {
  const bytes = Buffer.from(content as string);
  return {
    shown: `gs://landing/${name}`,
    name,
    isLocal: false,
    size: bytes.length,
    created: new Date(created),
    read: async (start, end) => bytes.subarray(start, end),
  };
}

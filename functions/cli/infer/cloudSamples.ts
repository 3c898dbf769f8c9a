import type { Storage } from '@google-cloud/storage';
import { isDataName } from '../../src/model/places.ts';
import { cloudReader } from '../cloud/cloudReader.ts';
import { anyObjectBelow } from '../cloud/storageResources.ts';
import { placeOf } from '../input/placeOf.ts';
import { UsageError } from '../input/usageError.ts';
import type { Sample } from './formats/sample.ts';

/** Of a folder so many files are looked at: those that came first tell a rate as well as all. */
const MAX_FILES = 1_000;

/** The object of a URL, or those whose names begin with it. Says at once where the world, or the bucket, is not there. */
export async function cloudSamples(url: string, projectId: string): Promise<Sample[]> {
  const { bucket, name } = placeOf(url);
  const prefix = name.replace(/\*$/, '');
  if (prefix.includes('*'))
    throw new UsageError(`${url} has a * within; one at the end is taken: write gs://bucket/folder/`);
  // The official client would try for minutes where nobody answers.
  const there = await cloudReader(projectId).read(anyObjectBelow(bucket, prefix));
  if (!there) throw new UsageError(`there is no bucket ${bucket}; name another, or another project with --project`);
  const { Storage } = await import('@google-cloud/storage');
  const storage = new Storage({ projectId });
  const [files] = await storage.bucket(bucket).getFiles({ prefix, maxResults: MAX_FILES, autoPaginate: false });
  const exact = files.filter((file) => file.name === name);
  const taken = (exact.length > 0 ? exact : files).filter((file) => isDataName(file.name));
  if (taken.length === 0) throw new UsageError(`there is no file at ${url}, nor below it`);
  return taken.map((file) => sampleOf(storage, { bucket, name: file.name, metadata: file.metadata }));
}

interface Stored {
  bucket: string;
  name: string;
  metadata: { size?: string | number; timeCreated?: string };
}

const sampleOf = (storage: Storage, { bucket, name, metadata }: Stored): Sample => ({
  shown: `gs://${bucket}/${name}`,
  name,
  isLocal: false,
  size: Number(metadata.size ?? 0),
  created: new Date(metadata.timeCreated ?? 0),
  async read(start, end) {
    const last = Math.min(end, Number(metadata.size ?? 0)) - 1;
    if (last < start) return Buffer.alloc(0);
    const chunks: Buffer[] = [];
    // Packed files come as they are stored.
    const stream = storage
      .bucket(bucket)
      .file(name)
      .createReadStream({ start, end: last, decompress: false, validation: false });
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    // A server that takes no notice of ranges sends all.
    return bytes.length > last - start + 1 ? bytes.subarray(start, last + 1) : bytes;
  },
});

import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UsageError } from '../input/usageError.ts';
import type { Sample } from './formats/sample.ts';
import { stemOf } from './stemOf.ts';

/** The file at a path of this machine, or those of a folder. */
export async function localSamples(path: string): Promise<Sample[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`${path} does not exist; name a file, or gs://bucket/path`);
  if (!found.isDirectory()) return [await localSample(path)];
  const entries = await readdir(path, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  return Promise.all(files.map(({ name }) => localSample(join(path, name))));
}

async function localSample(path: string): Promise<Sample> {
  const { size, mtime } = await stat(path);
  return {
    shown: path,
    name: nameInBucket(path),
    isLocal: true,
    size,
    created: mtime,
    read: (start, end) => bytesOf(path, start, end),
  };
}

/** Below a folder that is called as the file is, without what numbers it. */
function nameInBucket(path: string): string {
  const file = basename(path);
  return `${stemOf(file)}/${file}`;
}

async function bytesOf(path: string, start: number, end: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.max(Math.min(end, size) - start, 0);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

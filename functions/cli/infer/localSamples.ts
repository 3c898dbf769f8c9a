import { open, readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '../input/usageError.ts';
import type { Sample } from './formats/sample.ts';
import { stemOf } from './stemOf.ts';

/** The file at a path of this machine, or those of a folder and of the folders in it; hidden ones are left out. */
export async function localSamples(path: string): Promise<Sample[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`${path} does not exist; name a file, or gs://bucket/path`);
  if (!found.isDirectory()) return [await localSample(path, nameInBucket(path))];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => !relative(path, file).split(sep).some(isHidden));
  if (files.length === 0) throw new UsageError(`${path} holds no files; name another folder, or a file`);
  return Promise.all(
    files
      .sort()
      .slice(0, MAX_FILES)
      .map((file) => localSample(file, nameBelow(path, file))),
  );
}

/** Of a folder so many files are looked at, as of one in a bucket. */
const MAX_FILES = 1_000;

const isHidden = (part: string): boolean => part.startsWith('.');

/** As the file lies in the folder that was named: a day in its path stays there. */
function nameBelow(folder: string, file: string): string {
  const parts = relative(folder, file).split(sep);
  return parts.length === 1 ? nameInBucket(file) : [basename(resolve(folder)), ...parts].join('/');
}

async function localSample(path: string, name: string): Promise<Sample> {
  const { size, mtime } = await stat(path);
  return {
    shown: path,
    name,
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

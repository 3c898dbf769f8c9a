import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ObjectName, ObjectStore } from './objectStore.ts';

/** Objects of a folder: `gs://bucket/a/b.json` is the file `bucket/a/b.json` in it. */
export function objectDirectory(root: string): ObjectStore {
  const fileOf = ({ bucket, name }: ObjectName): string => path.join(root, bucket, name);

  return {
    async list(bucket, prefix) {
      const entries = await unlessMissing(readdir(path.join(root, bucket), { recursive: true, withFileTypes: true }));
      return (entries ?? [])
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(path.join(root, bucket), path.join(entry.parentPath, entry.name)))
        .filter((name) => name.startsWith(prefix))
        .sort();
    },
    async download(object, file) {
      const found = await unlessMissing(stat(fileOf(object)));
      if (!found?.isFile()) return undefined;
      await copyFile(fileOf(object), file);
      return found.size;
    },
    async upload(object, file) {
      const target = fileOf(object);
      await mkdir(path.dirname(target), { recursive: true });
      await copyFile(file, target);
    },
  };
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}

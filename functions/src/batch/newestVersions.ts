import type { SourceFile } from '../model/sourceFile.ts';

/**
 * One version of each object, the newest. BigQuery reads the live version by its name, so an object that was overwritten
 * while its window was open must not be loaded twice.
 */
export function newestVersions(files: readonly SourceFile[]): SourceFile[] {
  const newest = new Map<string, SourceFile>();
  for (const file of files) {
    const key = `${file.bucket}/${file.name}`;
    const known = newest.get(key);
    if (known === undefined || BigInt(file.generation) > BigInt(known.generation)) newest.set(key, file);
  }
  return [...newest.values()];
}

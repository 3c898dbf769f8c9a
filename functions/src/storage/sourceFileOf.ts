import { PUT_BACK_OF, type SourceFile } from '../model/sourceFile.ts';
import type { ObjectInfo } from './objectStore.ts';

/** An object as the data file that its event would describe. */
export function sourceFileOf({ bucket, name, generation, size, created, metadata }: ObjectInfo): SourceFile {
  const putBackOf = metadata[PUT_BACK_OF];
  const file = { bucket, name, generation, size, created: created.toISOString() };
  return putBackOf === undefined ? file : { ...file, putBackOf };
}

import { createRequire } from 'node:module';

interface FsExtra {
  copy(from: string, to: string): Promise<void>;
  copySync(from: string, to: string): void;
}

const require = createRequire(import.meta.url);

/**
 * The Storage emulator exports its objects one after the other, and where one is deleted while it is copied, the whole suite ends with an
 * error that nobody handles. From now on a copy is made at once: nothing else happens before it is done.
 */
export function copyAtOnce(): void {
  const ofStorage = createRequire(require.resolve('firebase-tools/lib/emulator/storage/files'));
  const files: FsExtra = ofStorage('fs-extra');
  files.copy = async (...paths) => files.copySync(...paths);
}

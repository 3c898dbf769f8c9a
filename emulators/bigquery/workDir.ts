import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PREFIX = 'work-';

/** A folder for what only this process needs. Beside the data, those of servers that were killed are cleared away first. */
export async function makeWorkDir(dataDir: string | undefined): Promise<string> {
  if (dataDir === undefined) return mkdtemp(path.join(tmpdir(), 'bigquery-stub-'));
  await mkdir(dataDir, { recursive: true });
  const folders = (await readdir(dataDir)).filter((name) => name.startsWith(PREFIX) && !isAlive(name));
  await Promise.all(folders.map((name) => rm(path.join(dataDir, name), { recursive: true, force: true })));
  const folder = path.join(dataDir, PREFIX + process.pid);
  await mkdir(folder, { recursive: true });
  return folder;
}

function isAlive(folder: string): boolean {
  try {
    process.kill(Number(folder.slice(PREFIX.length)), 0);
    return true;
  } catch {
    return false;
  }
}

import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import path from 'node:path';

/** A stub that runs, and the folder with its objects. */
export interface RunningStub {
  child: ChildProcess;
  url: string;
  folder: string;
}

/** Where a stub's gs://bucket/name lies: as bucket/name in this folder. */
export const objectsIn = (folder: string): string => path.join(folder, 'objects');

/**
 * Empty stubs that run, for the next test files of this worker: a start, its first query and code that is not compiled yet cost seconds of
 * a processor. They end when this process is gone.
 */
const spares: RunningStub[] = [];

export const takeSpare = (): RunningStub | undefined => spares.pop();

/** Empties a stub and keeps it. Answers whether it did: a stub with jobs under way could still write, and is not kept. */
export async function keepSpare(stub: RunningStub): Promise<boolean> {
  const { child, url, folder } = stub;
  if (child.exitCode !== null || child.signalCode !== null || (await hasJobs(url))) return false;
  const reset = await fetch(`${url}/_stub/reset`, { method: 'POST' });
  await reset.text();
  if (!reset.ok) return false;
  await rm(objectsIn(folder), { recursive: true });
  await mkdir(objectsIn(folder));
  // Nobody waits for it to end.
  child.unref();
  child.channel?.unref();
  (child.stdout as Socket | null)?.unref();
  removeFoldersInTheEnd();
  spares.push(stub);
  return true;
}

async function hasJobs(url: string): Promise<boolean> {
  const health = (await (await fetch(`${url}/_stub/health`)).json()) as { jobs: Record<string, number> };
  const { PENDING = 0, RUNNING = 0 } = health.jobs;
  return PENDING + RUNNING > 0;
}

let areFoldersRemoved = false;

/** A worker of vitest is ended by SIGTERM, after which there is no `exit`. */
function removeFoldersInTheEnd(): void {
  if (areFoldersRemoved) return;
  areFoldersRemoved = true;
  process.once('exit', removeFolders);
  process.once('SIGTERM', () => {
    removeFolders();
    process.kill(process.pid, 'SIGTERM');
  });
}

function removeFolders(): void {
  for (const { folder } of spares.splice(0)) rmSync(folder, { recursive: true, force: true });
}

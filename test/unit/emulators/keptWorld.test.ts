import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKeptWorld } from '../../../emulators/world/keptWorld.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bqtail-kept-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a folder that is to keep a world', () => {
  it('begins a new one where it is empty, or not there yet', async () => {
    for (const place of [folder, path.join(folder, 'new')])
      expect(await openKeptWorld(place)).toMatchObject({ isResumed: false, suiteExport: undefined });
  });

  it('goes on with the one that it keeps', async () => {
    await writeFile(path.join(folder, 'bqtail-world.json'), '{}');
    await mkdir(path.join(folder, 'bigquery'));
    await writeFile(path.join(folder, 'bigquery', 'demo.duckdb'), 'tables');
    const kept = await openKeptWorld(folder);
    expect(kept).toMatchObject({ isResumed: true, suiteExport: path.join(folder, 'suite') });
    await kept.restoreTables(path.join(folder, 'copy'));
    expect((await openKeptWorld(folder)).isResumed).toBe(true);
  });

  it('is refused where it is something else', async () => {
    const file = path.join(folder, 'notes.txt');
    await writeFile(file, 'mine');
    await expect(openKeptWorld(folder)).rejects.toThrow('holds something else');
    await expect(openKeptWorld(file)).rejects.toThrow('name a folder');
  });
});

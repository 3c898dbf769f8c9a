import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Firestore } from '@google-cloud/firestore';
import pLimit from 'p-limit';
import { expect, it } from 'vitest';
import { deleteObject, uploadObject } from '../../emulators/clients/objects.ts';
import { ENDPOINTS, PROJECT } from '../../emulators/places.ts';
import { openKeptWorld } from '../../emulators/world/keptWorld.ts';

const databaseId = `kept-${randomUUID().slice(0, 8)}`;
const document = new Firestore({
  projectId: PROJECT,
  databaseId,
  host: ENDPOINTS.FIRESTORE_EMULATOR_HOST,
  ssl: false,
}).doc('files/1');

const NAMES = Array.from({ length: 300 }, (_, n) => `data/${n}.json`);

/** Objects that are there when the world begins to be kept, and are deleted meanwhile. */
const upload = () => pLimit(16).map(NAMES, (name) => uploadObject(databaseId, name, Buffer.from('rows')));
const deleteAll = () => pLimit(4).map(NAMES, (name) => deleteObject(databaseId, name));

it('a world that runs is kept as a whole, in the place of what was kept before, and is brought back', async () => {
  const parent = await mkdtemp(path.join(tmpdir(), 'bqtail-kept-'));
  try {
    const [folder, tables] = [path.join(parent, 'world'), path.join(parent, 'tables')];
    await mkdir(tables);
    for (const name of ['first', 'second']) {
      await document.set({ name });
      await upload();
      const world = await openKeptWorld(folder, databaseId);
      const [finish] = await Promise.all([world.save(), deleteAll()]);
      await writeFile(path.join(tables, `${name}.duckdb`), 'rows');
      await finish(tables);
    }
    expect(await readdir(path.join(folder, 'bigquery'))).toEqual(['first.duckdb', 'second.duckdb']);
    expect(await readdir(path.join(folder, 'suite'))).toContain('storage_export');
    expect((await readdir(parent)).sort()).toEqual(['tables', 'world']);
    const kept = await openKeptWorld(folder, databaseId);
    expect(kept.isResumed).toBe(true);
    await document.delete();
    await kept.restoreDocuments();
    expect((await document.get()).data()).toEqual({ name: 'second' });
  } finally {
    await rm(parent, { recursive: true });
  }
});

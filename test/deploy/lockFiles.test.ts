import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../emulators/places.ts';

const readJson = async (file: string) => JSON.parse(await readFile(path.join(ROOT, file), 'utf8'));

describe.each(['.', 'functions'])('the lock file of %s', (folder) => {
  it('names no place to download from: each machine has its own registry', async () => {
    const { packages } = await readJson(`${folder}/package-lock.json`);
    const entries = Object.entries<{ resolved?: string; link?: boolean }>(packages);
    expect(entries.length).toBeGreaterThan(1);
    expect(entries.filter(([, { resolved, link }]) => resolved !== undefined && !link)).toEqual([]);
  });

  it.each(['dependencies', 'devDependencies', 'optionalDependencies'])('fits the %s of package.json', async (kind) => {
    const { packages } = await readJson(`${folder}/package-lock.json`);
    expect(packages[''][kind]).toEqual((await readJson(`${folder}/package.json`))[kind]);
  });
});

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../emulators/places.ts';

it.each(['package-lock.json', 'functions/package-lock.json'])(
  '%s names no place to download from: each machine has its own registry',
  async (file) => {
    const { packages } = JSON.parse(await readFile(path.join(ROOT, file), 'utf8'));
    const entries = Object.entries<{ resolved?: string; link?: boolean }>(packages);
    expect(entries.length).toBeGreaterThan(1);
    expect(entries.filter(([, { resolved, link }]) => resolved !== undefined && !link)).toEqual([]);
  },
);

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { localSamples } from '../../../../functions/cli/infer/localSamples.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bqtail-infer-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(path: string): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), 'id\n1\n');
}

const namesOf = async (path: string): Promise<string[]> => (await localSamples(path)).map(({ name }) => name);

it('reads the files of all folders below, and leaves their paths in the names', async () => {
  await write('orders/2026-11-25/a.csv');
  await write('orders/2026-11-26/b.csv');
  await write('orders/.git/c.csv');
  const orders = join(folder, 'orders');
  expect(await namesOf(orders)).toEqual(['orders/2026-11-25/a.csv', 'orders/2026-11-26/b.csv']);
});

it('puts a file of no folder below one of its own name', async () => {
  await write('orders-1.csv');
  expect(await namesOf(folder)).toEqual(['orders/orders-1.csv']);
  expect(await namesOf(join(folder, 'orders-1.csv'))).toEqual(['orders/orders-1.csv']);
});

it('says of a folder without files that it has none', async () => {
  await mkdir(join(folder, 'empty/inner'), { recursive: true });
  await expect(localSamples(join(folder, 'empty'))).rejects.toThrow(/empty holds no files/);
});

import type { BigQuery } from '@google-cloud/bigquery';
import { describe, expect, it } from 'vitest';
import { createTables } from '../../../functions/src/bigquery/tables.ts';

const DAY_MS = 86_400_000;
const NAME = { projectId: 'p', datasetId: 'd', tableId: 't' };
const CHOSEN = String(Date.UTC(2027, 0, 1));

interface Metadata {
  expirationTime?: string | null;
}

/** A dataset whose tables expire a day after they are created; `isCutShort`: whoever creates one dies before the next call. */
function expiringDataset(there?: Metadata) {
  const world = { table: there, isCutShort: false };
  const table = {
    async create(metadata: Metadata) {
      if (world.table) throw Object.assign(new Error('Already Exists'), { code: 409 });
      world.table = { expirationTime: String(DAY_MS), ...metadata };
    },
    async setMetadata(metadata: Metadata) {
      if (world.isCutShort) throw new Error('cut short');
      world.table = { ...world.table, ...metadata };
    },
    getMetadata: async () => [world.table],
  };
  const client = { dataset: () => ({ table: () => table }) };
  return { world, tables: createTables(async () => client as unknown as BigQuery) };
}

describe('a table that is to have no expiry', () => {
  it('has none where the dataset has a default', async () => {
    const { world, tables } = expiringDataset();
    expect(await tables.create(NAME, { fields: [] })).toBe('created');
    expect(world.table).toEqual({ expirationTime: null });
  });

  it('does not get the default where its creation was cut short, and has none after a repetition', async () => {
    const { world, tables } = expiringDataset();
    world.isCutShort = true;
    await expect(tables.create(NAME, { fields: [] })).rejects.toThrow('cut short');
    expect(world.table).toEqual({ expirationTime: String(Date.UTC(2100, 0, 1)) });
    world.isCutShort = false;
    expect(await tables.create(NAME, { fields: [] })).toBe('existed');
    expect(world.table).toEqual({ expirationTime: null });
  });

  it('keeps the expiry that somebody else gave it', async () => {
    const { world, tables } = expiringDataset({ expirationTime: CHOSEN });
    expect(await tables.create(NAME, { fields: [] })).toBe('existed');
    expect(world.table).toEqual({ expirationTime: CHOSEN });
  });
});

it('a view whose creation was cut short has no expiry after a repetition', async () => {
  const { world, tables } = expiringDataset();
  const content = { sql: 'SELECT 1', description: 'one' };
  world.isCutShort = true;
  await expect(tables.createView(NAME, content)).rejects.toThrow('cut short');
  world.isCutShort = false;
  await tables.createView(NAME, content);
  expect(world.table).toMatchObject({ expirationTime: null });
});

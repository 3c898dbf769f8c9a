import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSummary } from '../../../functions/src/recovery/filePlace.ts';
import { BAD_FILES, goodFile, TABLE_FIELDS } from '../../support/badFiles.ts';
import { rowsOf } from '../loadJob.ts';
import { badFileOutcome } from './badFileOutcome.ts';
import { type StubCloud, startStubCloud } from './stubCloud.ts';

let world: StubCloud;

beforeAll(async () => {
  world = await startStubCloud();
  await world.stub.client().createDataset('ds');
});
afterAll(() => world.remove());

const FOLDERS = { corrupted: 'corrupted', invalidSchema: 'invalid_schema' } as const;
const GOOD_FILES = 9;

describe('a file that cannot be loaded', () => {
  it.each(BAD_FILES.map((bad) => [bad.name, bad] as const))(
    '%s: goes where it belongs, with its reason',
    async (_, bad) => {
      const alone = await badFileOutcome(bad, 0, world);
      expect(alone).toMatchObject({ place: FOLDERS[bad.kind], severity: 'ERROR', ids: [] });
      expect(alone.reason).toContain(bad.text);
      expect(alone.line).toContain(bad.text);

      const among = await badFileOutcome(bad, GOOD_FILES, world);
      expect(among).toMatchObject({ place: FOLDERS[bad.kind], severity: 'WARNING', ids: among.goodIds });
      expect(among.line).toMatch(/^done, 9 of 10 files, 1 set aside, 9 rows; /);
      expect(among.reason).not.toBe('');
      expect(isSummary(among.reason)).toBe(false);
      expect(among.line).toContain(among.reason.slice(0, 100));
    },
  );
});

describe('a split of which one table refuses its rows', () => {
  const FIELDS = TABLE_FIELDS.PARQUET;
  const rule = {
    When: { Prefix: '/split/' },
    Dest: {
      Table: 'ds.split_in',
      Transient: { Dataset: 'ds' },
      Schema: {
        Template: 'ds.split_template',
        Split: {
          Mapping: [
            { When: 'id < 10', Then: 'ds.split_a' },
            { When: 'id BETWEEN 10 AND 19', Then: 'ds.split_b' },
          ],
        },
      },
    },
  };
  const row = (id: number): string => `${JSON.stringify({ id, name: 'x', qty: 1 })}\n`;

  beforeAll(async () => {
    const dataset = world.stub.client().dataset('ds');
    const schema = { fields: [...FIELDS] };
    for (const id of ['split_template', 'split_a']) await dataset.createTable(id, { schema });
    const strict = [...FIELDS, { name: 'must', type: 'STRING', mode: 'REQUIRED' }];
    await dataset.createTable('split_b', { schema: { fields: strict } });
  });

  it('names the table, before any is written where that can be told', async () => {
    const file = await world.upload('split/1.json', [1, 12, 30].map(row).join(''));
    const { process } = await world.load(rule, [file]);
    expect(process.status).toBe('failed');
    expect(process.error?.message).toContain('must');
  });

  it('names it, and those that have their rows, where BigQuery refuses', async () => {
    const dataset = world.stub.client().dataset('ds');
    await dataset.table('split_b').delete();
    const odd = FIELDS.map((field) => (field.name === 'name' ? { ...field, type: 'DATE' } : field));
    await dataset.createTable('split_b', { schema: { fields: odd } });
    const file = await world.upload('split/2.json', [1, 12, 30].map(row).join(''));
    const { process } = await world.load(rule, [file]);
    expect(process.error?.message).toMatch(/^the rows could not be moved to demo-stub\.ds\.split_b: /);
    expect(process.error?.message).toContain('already written: demo-stub.ds.split_a');
    expect((await rowsOf(world.stub, 'ds.split_a')).length).toBe(1);
  });

  it('counts the rows that went nowhere in the last line', async () => {
    const dataset = world.stub.client().dataset('ds');
    await dataset.table('split_b').delete();
    await dataset.createTable('split_b', { schema: { fields: [...FIELDS] } });
    const file = await world.upload('split/3.json', [2, 13, 30, 31].map(row).join(''));
    const { answer } = await world.load(rule, [file]);
    expect(answer.severity).toBe('WARNING');
    expect(answer.message).toMatch(/^done, 4 rows; 2 rows match no condition of Schema.Split, and are in no table/);
  });
});

describe('a table of its own for each process', () => {
  it('is partitioned like its template, copied partition by partition, and dropped', async () => {
    const dataset = world.stub.client().dataset('ds');
    const schema = { fields: [...TABLE_FIELDS.NEWLINE_DELIMITED_JSON] };
    const layout = { timePartitioning: { type: 'DAY', field: 'day' } };
    for (const id of ['days', 'all_days']) await dataset.createTable(id, { schema, ...layout });
    const source = `ds.p_$\{EventID}`;
    const rule = {
      When: { Prefix: '/own/' },
      Dest: { Table: source, Schema: { Template: 'ds.days' } },
      OnSuccess: [
        {
          Action: 'copy',
          Request: {
            Source: `${source}$\{DollarSign}$\{PartitionID}`,
            Dest: `ds.all_days$\{DollarSign}$\{PartitionID}`,
            MultiPartition: true,
            PartitionSQL: `SELECT partition_id FROM [$\{Source.ProjectID}:$\{Source.DatasetID}.$\{Source.TableID}$__PARTITIONS_SUMMARY__]`,
          },
        },
        { Action: 'query', Request: { SQL: `SELECT u FROM UNNEST(SPLIT('$URLs', ',')) AS u`, Dest: 'ds.urls' } },
        { Action: 'drop', Request: { Table: source } },
      ],
    };
    const file = await world.upload("own/it's 1.json", await goodFile('NEWLINE_DELIMITED_JSON', 7));
    const { process } = await world.load(rule, [file]);
    expect(process.error).toBeUndefined();
    expect((await rowsOf(world.stub, 'ds.all_days')).map(([id]) => id)).toEqual(['7']);
    expect(await rowsOf(world.stub, 'ds.urls')).toEqual([["gs://landing/own/it's 1.json"]]);
    expect(await dataset.table(`p_${process.processId}`).exists()).toEqual([false]);
  });
});

import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadJob } from '../../functions/src/plan/loadJob.ts';
import { planProcess } from '../../functions/src/plan/planProcess.ts';
import { proposedRule } from '../support/proposedRule.ts';
import { ruleOf } from '../support/ruleOf.ts';
import { sampleOf } from '../support/sampleOf.ts';
import { avroFile } from './avroFile.ts';
import { type Configuration, rowsOf, runJob } from './loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from './stubProcess.ts';

let stub: StubProcess;
beforeAll(async () => {
  stub = await startStubProcess();
});
afterAll(() => stub.remove());

let last = 0;

/** What the file's rows are once it was loaded by the rule that is proposed for it. */
async function loaded(name: string, content: string | Uint8Array): Promise<unknown[][]> {
  last += 1;
  const dataset = `ds${last}`;
  await stub.client().createDataset(dataset);
  const sample = sampleOf(name, content);
  await stub.putObject(sample.shown, Buffer.from(content as string));
  const rule = ruleOf((await proposedRule(sample)).replace('shop.orders', `${dataset}.t`));
  const file = { bucket: 'landing', name, generation: '1', size: sample.size, created: sample.created.toISOString() };
  const surroundings = {
    processId: '1',
    projectId: PROJECT,
    triggerBucket: 'landing',
    loadJobs: {},
    groupId: undefined,
  };
  const { ingestion, refusal } = planProcess(rule, [file], surroundings);
  if (ingestion === undefined) throw new Error(refusal?.message);
  const job = await runJob(stub, loadJob(ingestion, { sources: [file], isFirst: true }) as Configuration);
  expect(job.status?.errorResult).toBeUndefined();
  return rowsOf(stub, `${dataset}.t`);
}

it('CSV, with all that such a file may have', async () => {
  const text = 'Report\nOrder ID;Name;Price;Day;Zip\n1;"a;b";1.5;2026-01-31;00123\n2;"c\nd";N/A;;1\n3;e;2\n';
  expect(await loaded('orders/a.csv.gz', gzipSync(text))).toEqual([
    ['1', 'a;b', '1.5', '2026-01-31', '00123'],
    ['2', 'c\nd', null, null, '1'],
    ['3', 'e', '2.0', null, null],
  ]);
});

it('newline-delimited JSON, nested and mixed', async () => {
  const rows = [
    { id: 1, tags: ['a', 'b'], info: { k: 1 }, mixed: 1, at: '2026-01-31T12:00:00Z' },
    { id: 2, info: { k: 1.5, n: null }, mixed: ['x'] },
  ];
  expect(await loaded('orders/a.json', rows.map((row) => JSON.stringify(row)).join('\n'))).toEqual([
    ['1', ['a', 'b'], ['1.0', null], '1', '1769860800000000'],
    ['2', [], ['1.5', null], '["x"]', null],
  ]);
});

it('Avro, whose columns are in the file, into the partition of its path', async () => {
  const fields = [
    { name: 'id', type: 'long' },
    { name: 'name', type: ['null', 'string'] },
  ];
  const file = await avroFile({ type: 'record', name: 'r', fields } as never, [{ id: 1, name: 'a' }], 'deflate');
  expect(await loaded('orders/dt=2026-01-31/a.avro', file)).toEqual([['1', 'a']]);
});

it('Parquet, whose columns are in the file', async () => {
  const file = parquetWriteBuffer({
    columnData: [
      { name: 'id', data: [1n, 2n], type: 'INT64' },
      { name: 'name', data: ['a', 'b'], type: 'STRING' },
    ],
  });
  expect(await loaded('orders/a.parquet', new Uint8Array(file))).toEqual([
    ['1', 'a'],
    ['2', 'b'],
  ]);
});

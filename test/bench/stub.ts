// What the BigQuery stub bears: 1,000 files in one job, a file of a million rows, and how fast it answers meanwhile.
//   node test/bench/stub.ts [--json FILE]
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fields, load, untilDone } from '../stub/loadJob.ts';
import { PROJECT, startStubProcess } from '../stub/stubProcess.ts';

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const FILES = 1_000;
const ROWS_A_FILE = 50;
const ROWS = 1_000_000;
const ASK_EVERY_MS = 20;

const row = (id: number): string =>
  `${JSON.stringify({ id, name: `name of row ${id}`, at: '2026-01-31T12:00:00Z', amount: id / 8, tags: ['a', 'b'], note: 'x'.repeat(40) })}\n`;

function* lines(count: number): Generator<string> {
  for (let id = 0; id < count; id++) yield row(id);
}

const options = {
  sourceFormat: 'NEWLINE_DELIMITED_JSON',
  schema: { fields: fields('id:INTEGER,name,at:TIMESTAMP,amount:FLOAT,tags:STRING:REPEATED,note') },
};

const percentile = (sorted: readonly number[], share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;

const stub = await startStubProcess({ isDurable: true });
try {
  await stub.client().createDataset('ds');
  const small = [...lines(ROWS_A_FILE)].join('');
  for (let n = 0; n < FILES; n++) await stub.putObject(`gs://b/small/${n}.json`, small);
  const startedSmall = performance.now();
  const sourceUris = Array.from({ length: FILES }, (_, n) => `gs://b/small/${n}.json`);
  const manyFiles = await load(stub, 'ds.small', { ...options, sourceUris });
  const smallMs = performance.now() - startedSmall;

  const content = [...lines(ROWS)].join('');
  await stub.putObject('gs://b/large.json', content);
  const destinationTable = { projectId: PROJECT, datasetId: 'ds', tableId: 'large' };
  const configuration = { load: { ...options, sourceUris: ['gs://b/large.json'], destinationTable } };
  const startedLarge = performance.now();
  await stub.call('POST', `/projects/${PROJECT}/jobs`, { configuration, jobReference: { jobId: 'large' } });
  const answerMs: number[] = [];
  let peakRssBytes = 0;
  for (let state = ''; state !== 'DONE'; ) {
    const asked = performance.now();
    const { body } = await stub.call('GET', `/projects/${PROJECT}/jobs/large`);
    answerMs.push(performance.now() - asked);
    state = (body['status'] as { state: string }).state;
    const health = (await stub.call('GET', '/_stub/health')).body as { rssBytes: number };
    peakRssBytes = Math.max(peakRssBytes, health.rssBytes);
    await sleep(ASK_EVERY_MS);
  }
  const largeMs = performance.now() - startedLarge;
  const large = await untilDone(stub, 'large');
  const sorted = answerMs.sort((a, b) => a - b);
  const results = {
    [`${FILES} files × ${ROWS_A_FILE} rows, one job`]: `${(smallMs / 1000).toFixed(2)} s, ${manyFiles.statistics?.load?.outputRows} rows`,
    [`${ROWS} rows, ${(content.length / 1e6).toFixed(0)} MB, one file`]: `${(largeMs / 1000).toFixed(2)} s, ${large.statistics?.load?.outputRows} rows`,
    'jobs.get meanwhile, p50 / p95 / max': [0.5, 0.95, 0.9999]
      .map((share) => `${percentile(sorted, share).toFixed(1)} ms`)
      .join(' / '),
    'resident memory at the peak': `${(peakRssBytes / 1e6).toFixed(0)} MB`,
  };
  console.table(results);
  if (values.json) await writeFile(values.json, JSON.stringify(results, null, 2));
} finally {
  await stub.remove();
}

import { setTimeout as sleep } from 'node:timers/promises';
import { fields, load, untilDone } from '../stub/loadJob.ts';
import { PROJECT, type StubProcess, startStubProcess } from '../stub/stubProcess.ts';
import { percentile, type Report } from './report.ts';

const FILES = 1_000;
const ROWS_A_FILE = 50;
const ROWS = 1_000_000;
const ASK_EVERY_MS = 20;

const row = (id: number): string =>
  `${JSON.stringify({ id, name: `name of row ${id}`, at: '2026-01-31T12:00:00Z', amount: id / 8, tags: ['a', 'b'], note: 'x'.repeat(40) })}\n`;

const lines = (count: number): string => Array.from({ length: count }, (_, id) => row(id)).join('');

const options = {
  sourceFormat: 'NEWLINE_DELIMITED_JSON',
  schema: { fields: fields('id:INTEGER,name,at:TIMESTAMP,amount:FLOAT,tags:STRING:REPEATED,note') },
};

/** What the BigQuery stub bears: many files in one job, one large file, and how fast it answers meanwhile. */
export async function stub(): Promise<Report[]> {
  const process = await startStubProcess({ isDurable: true });
  try {
    await process.client().createDataset('ds');
    return [await manyFiles(process), await largeFile(process)];
  } finally {
    await process.remove();
  }
}

async function manyFiles(stub: StubProcess): Promise<Report> {
  const content = lines(ROWS_A_FILE);
  const sourceUris = Array.from({ length: FILES }, (_, n) => `gs://b/small/${n}.json`);
  for (const uri of sourceUris) await stub.putObject(uri, content);
  const started = performance.now();
  const { statistics } = await load(stub, 'ds.small', { ...options, sourceUris });
  const seconds = (performance.now() - started) / 1000;
  return {
    title: 'The BigQuery stub: one job of many files',
    rows: [{ files: FILES, rows: Number(statistics?.load?.outputRows), seconds }],
  };
}

async function largeFile(stub: StubProcess): Promise<Report> {
  const content = lines(ROWS);
  await stub.putObject('gs://b/large.json', content);
  const destinationTable = { projectId: PROJECT, datasetId: 'ds', tableId: 'large' };
  const configuration = { load: { ...options, sourceUris: ['gs://b/large.json'], destinationTable } };
  const started = performance.now();
  await stub.call('POST', `/projects/${PROJECT}/jobs`, { configuration, jobReference: { jobId: 'large' } });
  const answerMs: number[] = [];
  let peakBytes = 0;
  for (let state = ''; state !== 'DONE'; await sleep(ASK_EVERY_MS)) {
    const asked = performance.now();
    const { body } = await stub.call('GET', `/projects/${PROJECT}/jobs/large`);
    answerMs.push(performance.now() - asked);
    state = (body['status'] as { state: string }).state;
    const health = (await stub.call('GET', '/_stub/health')).body as { rssBytes: number };
    peakBytes = Math.max(peakBytes, health.rssBytes);
  }
  const seconds = (performance.now() - started) / 1000;
  const { statistics } = await untilDone(stub, 'large');
  return {
    title: 'The BigQuery stub: one large file, and jobs.get meanwhile',
    rows: [
      {
        MB: content.length / 1e6,
        rows: Number(statistics?.load?.outputRows),
        seconds,
        'answer p50, ms': percentile(answerMs, 0.5),
        'p95, ms': percentile(answerMs, 0.95),
        'p99, ms': percentile(answerMs, 0.99),
        'slowest, ms': Math.max(...answerMs),
        'peak memory, MB': peakBytes / 1e6,
      },
    ],
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { BigQuery } from '@google-cloud/bigquery';
import { uploadObject } from '../../emulators/clients/objects.ts';
import { DATABASE, ENDPOINTS, OPS_BUCKET, PROJECT, TRIGGER_BUCKET } from '../../emulators/places.ts';
import { SAMPLE_TABLE } from '../../emulators/world/seed.ts';
import { waitUntil } from '../../emulators/world/waitUntil.ts';
import { BASELINE_BUCKET, PLAIN_BUCKET, PLAIN_TABLE } from './projectWithBaseline.ts';
import { percentile, type Report, type Row } from './report.ts';
import { sampleTable } from './sampleTable.ts';
import { uploadFiles } from './uploadFiles.ts';

const FILES = 300;
const ROUNDS = 3;
/** The emulator starts a process for each event at a time, and every one of them begins cold. */
const WARM_UP = 300;
const TIMEOUT_MS = 300_000;
const WINDOW_SEC = 60;
/** Twice as long as the functions may take to see a new rule. */
const RULE_SEEN_MS = 2_000;

const RULE = `
When: { Prefix: /data/bench/, Suffix: .json }
Async: true
Batch: { Window: { DurationInSec: ${WINDOW_SEC} } }
Dest: { Table: ${SAMPLE_TABLE.dataset}.${SAMPLE_TABLE.table} }
OnSuccess: [{ Action: delete }]
`;

/**
 * Files a second through the deployed bqTail into a batch, beside a function that writes one document for each event, in
 * turns. At the end every row has to be there: events that were lost would make it look fast.
 */
export async function events(): Promise<Report[]> {
  await uploadObject(OPS_BUCKET, 'rules/bench.yaml', RULE);
  await sleep(RULE_SEEN_MS);
  await baseline('warm-up', WARM_UP);
  await intoBatch('warm-up', WARM_UP);
  await new BigQuery({ projectId: PROJECT }).dataset(SAMPLE_TABLE.dataset).createTable(PLAIN_TABLE, sampleTable);
  await loadedAlone('warm-up', FILES);
  const rows: Row[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const least = FILES / (await baseline(`round-${round}`, FILES));
    const own = FILES / (await intoBatch(`round-${round}`, FILES));
    const plain = FILES / (await loadedAlone(`round-${round}`, FILES));
    rows.push({
      round,
      'one document, files/s': least,
      'into a batch, files/s': own,
      share: own / least,
      'a load job each, waited for, files/s': plain,
    });
  }
  const shares = rows.map(({ share }) => Number(share));
  const files = WARM_UP + ROUNDS * FILES;
  await waitUntil(async () => (await rowsLoaded()) >= files, { what: `${files} rows`, timeoutMs: TIMEOUT_MS });
  const notes = [
    `${FILES} files a round; in the end ${await rowsLoaded()} rows of ${files} files are in the table. Median share: ${percentile(shares, 0.5).toFixed(2)}.`,
    'A load job each: the twenty lines that somebody writes who has no bqtail. BigQuery takes 1,500 of them a table and day, and 100,000 a project and day; here a job takes no time.',
  ];
  return [{ title: 'Events: from upload to written, in the emulators', rows, notes }];
}

const baseline = (folder: string, files: number): Promise<number> =>
  seconds({ bucket: BASELINE_BUCKET, folder, collection: 'baseline' }, files);

const intoBatch = (folder: string, files: number): Promise<number> =>
  seconds({ bucket: TRIGGER_BUCKET, folder: `data/bench/${folder}`, collection: 'files' }, files);

/** From the first upload to the row of the last file. */
async function loadedAlone(folder: string, files: number): Promise<number> {
  const before = await rowsLoaded(PLAIN_TABLE);
  const started = performance.now();
  await uploadFiles(PLAIN_BUCKET, folder, files);
  const isThere = async () => (await rowsLoaded(PLAIN_TABLE)) >= before + files;
  await waitUntil(isThere, { what: `${files} rows in ${PLAIN_TABLE}`, timeoutMs: TIMEOUT_MS, pollMs: 100 });
  return (performance.now() - started) / 1000;
}

interface Way {
  bucket: string;
  folder: string;
  /** Grows by a document for each file. */
  collection: string;
}

/** From the first upload to the document of the last file. */
async function seconds({ bucket, folder, collection }: Way, files: number): Promise<number> {
  const before = await count(collection);
  const started = performance.now();
  await uploadFiles(bucket, folder, files);
  const isThere = async () => (await count(collection)) >= before + files;
  await waitUntil(isThere, { what: `${files} documents in ${collection}`, timeoutMs: TIMEOUT_MS, pollMs: 50 });
  return (performance.now() - started) / 1000;
}

/** How many documents a collection holds, by Firestore's own aggregation. */
async function count(collection: string): Promise<number> {
  const structuredAggregationQuery = {
    structuredQuery: { from: [{ collectionId: collection }] },
    aggregations: [{ alias: 'n', count: {} }],
  };
  const url = `http://${ENDPOINTS.FIRESTORE_EMULATOR_HOST}/v1/projects/${PROJECT}/databases/${DATABASE}/documents:runAggregationQuery`;
  const headers = { authorization: 'Bearer owner', 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ structuredAggregationQuery }) });
  const answers = (await response.json()) as { result?: { aggregateFields: { n: { integerValue: string } } } }[];
  return Number(answers[0]?.result?.aggregateFields.n.integerValue ?? 0);
}

async function rowsLoaded(table: string = SAMPLE_TABLE.table): Promise<number> {
  const sql = `SELECT COUNT(*) AS n FROM ${SAMPLE_TABLE.dataset}.${table}`;
  const [rows] = await new BigQuery({ projectId: PROJECT }).query(sql);
  return Number(rows[0]?.n ?? 0);
}

import { setTimeout as sleep } from 'node:timers/promises';
import { BigQuery } from '@google-cloud/bigquery';
import { uploadObject } from '../../emulators/clients/objects.ts';
import { DATABASE, ENDPOINTS, OPS_BUCKET, PROJECT, TRIGGER_BUCKET } from '../../emulators/places.ts';
import { SAMPLE_TABLE } from '../../emulators/world/seed.ts';
import { waitUntil } from '../../emulators/world/waitUntil.ts';
import { BASELINE_BUCKET } from './projectWithBaseline.ts';
import type { Report, Row } from './report.ts';
import { uploadFiles } from './uploadFiles.ts';

const FILES = 300;
const ROUNDS = 5;
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
  const rows: Row[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const least = FILES / (await baseline(`round-${round}`, FILES));
    const own = FILES / (await intoBatch(`round-${round}`, FILES));
    rows.push({ round, 'one document, files/s': least, 'into a batch, files/s': own, share: own / least });
  }
  const files = WARM_UP + ROUNDS * FILES;
  await waitUntil(async () => (await rowsLoaded()) >= files, { what: `${files} rows`, timeoutMs: TIMEOUT_MS });
  const notes = [`${FILES} files a round; in the end ${await rowsLoaded()} rows of ${files} files are in the table.`];
  return [{ title: 'Events: from upload to written, in the emulators', rows, notes }];
}

const baseline = (folder: string, files: number): Promise<number> =>
  seconds({ bucket: BASELINE_BUCKET, folder, collection: 'baseline' }, files);

const intoBatch = (folder: string, files: number): Promise<number> =>
  seconds({ bucket: TRIGGER_BUCKET, folder: `data/bench/${folder}`, collection: 'files' }, files);

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

async function rowsLoaded(): Promise<number> {
  const sql = `SELECT COUNT(*) AS n FROM ${SAMPLE_TABLE.dataset}.${SAMPLE_TABLE.table}`;
  const [rows] = await new BigQuery({ projectId: PROJECT }).query(sql);
  return Number(rows[0]?.n ?? 0);
}

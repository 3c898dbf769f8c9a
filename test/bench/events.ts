// Events a second through the emulators: bqTail beside a function that writes one document, in the same run.
//   node test/bench/events.ts [--files 200] [--json FILE]
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { uploadObject } from '../../emulators/clients/objects.ts';
import { ENDPOINTS, PROJECT, ROOT, TRIGGER_BUCKET } from '../../emulators/places.ts';
import { runWorld } from '../../emulators/world/runWorld.ts';
import firebase from '../../firebase.json' with { type: 'json' };

const { values } = parseArgs({ options: { files: { type: 'string', default: '200' }, json: { type: 'string' } } });
const FILES = Number(values.files);
const UPLOADS_AT_ONCE = 16;
const WARM_UP = 20;

interface Result {
  what: string;
  files: number;
  seconds: number;
  perSecond: number;
}

/** A project folder with a second codebase, whose one function is the baseline. */
async function projectWithBaseline(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'bqtail-bench-'));
  await symlink(path.join(ROOT, 'functions'), path.join(dir, 'functions'));
  await symlink(path.join(ROOT, 'rules'), path.join(dir, 'rules'));
  await cp(path.join(import.meta.dirname, 'baseline'), path.join(dir, 'baseline'), { recursive: true });
  await symlink(path.join(ROOT, 'functions/node_modules'), path.join(dir, 'baseline/node_modules'));
  const codebase = { source: 'baseline', codebase: 'baseline', runtime: 'nodejs24' };
  const config = { ...firebase, functions: [...firebase.functions, codebase] };
  await writeFile(path.join(dir, 'firebase.json'), JSON.stringify(config));
  return dir;
}

async function upload(bucket: string, folder: string, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, n) => n).values();
  const worker = async (): Promise<void> => {
    for (const n of numbers) await uploadObject(bucket, `${folder}/${n}.json`, `{"id":${n},"type_id":1}\n`);
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, worker));
}

type Filter = Record<string, unknown>;

/** How many documents a collection holds, by Firestore's own aggregation. */
async function count(collection: string, where?: Filter): Promise<number> {
  const structuredQuery = { from: [{ collectionId: collection }], ...(where ? { where } : {}) };
  const body = { structuredAggregationQuery: { structuredQuery, aggregations: [{ alias: 'n', count: {} }] } };
  const url = `http://${ENDPOINTS.FIRESTORE_EMULATOR_HOST}/v1/projects/${PROJECT}/databases/(default)/documents:runAggregationQuery`;
  const headers = { authorization: 'Bearer owner', 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const answers = (await response.json()) as { result?: { aggregateFields: { n: { integerValue: string } } } }[];
  return Number(answers[0]?.result?.aggregateFields.n.integerValue ?? 0);
}

async function untilCount(wanted: number, ask: () => Promise<number>): Promise<void> {
  const deadline = Date.now() + 300_000;
  for (let found = await ask(); found < wanted; found = await ask()) {
    if (Date.now() > deadline) throw new Error(`${wanted - found} of ${wanted} did not come within 300 s`);
    await sleep(50);
  }
}

const isDone: Filter = { fieldFilter: { field: { fieldPath: 'status' }, op: 'EQUAL', value: { stringValue: 'done' } } };

/** Uploads, and times until each named count has grown by as much; the function is warm. */
async function measure(
  { bucket, folder }: { bucket: string; folder: string },
  counts: Record<string, () => Promise<number>>,
): Promise<Result[]> {
  const asks = Object.entries(counts);
  const reach = async (more: number): Promise<Result[]> => {
    const started = performance.now();
    const before = await Promise.all(asks.map(([, ask]) => ask()));
    const reached = asks.map(async ([what, ask], i) => {
      await untilCount((before[i] ?? 0) + more, ask);
      const seconds = (performance.now() - started) / 1000;
      return { what, files: more, seconds, perSecond: more / seconds };
    });
    const [results] = await Promise.all([Promise.all(reached), upload(bucket, `${folder}-${more}`, more)]);
    return results;
  };
  await reach(WARM_UP);
  return reach(FILES);
}

const projectDir = await projectWithBaseline();

await runWorld({
  projectDir,
  jobLatencyMs: 0,
  use: async () => {
    const results = [
      ...(await measure(
        { bucket: 'demo-bqtail-baseline', folder: 'data' },
        { 'one document written': () => count('baseline') },
      )),
      ...(await measure(
        { bucket: TRIGGER_BUCKET, folder: 'data/case002/bench' },
        { 'taken in': () => count('journal'), 'loaded, deleted, closed': () => count('journal', isDone) },
      )),
    ];
    console.table(
      results.map(({ what, files, seconds, perSecond }) => ({
        what,
        files,
        seconds: seconds.toFixed(1),
        'files/s': perSecond.toFixed(1),
      })),
    );
    if (values.json) await writeFile(values.json, JSON.stringify(results, null, 2));
    await rm(projectDir, { recursive: true, force: true });
    return 0;
  },
});

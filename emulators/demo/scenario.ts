import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual, styleText } from 'node:util';
import { BigQuery } from '@google-cloud/bigquery';
import { counted } from '../../functions/src/common/counted.ts';
import type { Report } from '../../functions/src/monitor/model/report.ts';
import { uploadObject } from '../clients/objects.ts';
import { requestJson } from '../clients/request.ts';
import { MONITOR_URL, PROJECT, ROOT, TRIGGER_BUCKET } from '../places.ts';
import { functionLogEntry } from '../world/functionLog.ts';
import { createAbout, isWorthShowing } from '../world/printFunctionLines.ts';
import { SAMPLE_TABLE } from '../world/seed.ts';
import type { World } from '../world/startWorld.ts';
import { followFiles, tell } from './followFiles.ts';
import { processOf } from './milestones.ts';
import { takeSnapshot } from './snapshot.ts';
import { trail } from './trail.ts';

const FILES = ['data/case002/dummy1.json', 'data/case002/dummy2.json'];
const TIMEOUT_MS = 60_000;

/** Uploads two files, shows what becomes of them, and says whether it is what it should be. */
export async function playScenario(world: World, signal: AbortSignal): Promise<boolean> {
  const samples = await Promise.all(FILES.map((name) => readFile(path.join(ROOT, 'emulators/samples', name), 'utf8')));
  const table = `${SAMPLE_TABLE.dataset}.${SAMPLE_TABLE.table}`;
  console.log(`\n${styleText('bold', 'Two files arrive, get loaded, and disappear; their rows arrive.')}\n`);
  const startedAt = Date.now();
  const about = createAbout();
  const stopListening = world.onSuiteLine((line) => {
    const entry = functionLogEntry(line);
    if (entry && isWorthShowing(entry)) tell(startedAt, 'log', styleText('dim', about(entry)));
  });
  for (const [i, name] of FILES.entries()) {
    await uploadObject(TRIGGER_BUCKET, name, samples[i] ?? '');
    tell(startedAt, path.basename(name), `uploaded to gs://${TRIGGER_BUCKET}/${name}`);
  }
  await followFiles(FILES, { startedAt, timeoutMs: TIMEOUT_MS, signal });
  stopListening();

  const rows = byId(await sampleRows());
  console.log(`\n${styleText('bold', `The rows of ${table}`)}`);
  console.table(rows);
  console.log(`${styleText('bold', 'The trail of each file in Firestore')}\n`);
  for (const name of FILES) console.log(`${await trail(name)}\n`);

  console.log(`${styleText('bold', 'What the monitor says')}\n\n${await monitorLine()}\n`);

  const expected = samples.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line));
  const end = await takeSnapshot();
  const isRight =
    FILES.every((name) => processOf(name, end)?.['status'] === 'done' && !end.incoming.has(name)) &&
    isDeepStrictEqual(rows, byId(expected));
  console.log(
    isRight
      ? styleText('green', `All ${rows.length} rows of both files are in ${table}, once, and the files are gone.`)
      : styleText(
          'red',
          `The demonstration failed: ${table} should have ${expected.length} rows, both files should be gone, and both processes done.`,
        ),
  );
  return isRight;
}

/** What bqMonitor answers, in one line. */
async function monitorLine(): Promise<string> {
  const report = await requestJson<Report>(`${MONITOR_URL}?format=json`);
  if (report === undefined) return `no answer: ${MONITOR_URL} does not respond`;
  const { status, problems, tables } = report;
  return `${[status, ...problems.map(({ sentence }) => sentence)].join('; ')}; ${counted(tables.length, 'table')} at ${MONITOR_URL}`;
}

interface SampleRow {
  id: number;
}

const byId = (rows: readonly SampleRow[]): SampleRow[] => rows.map((row) => ({ ...row })).sort((a, b) => a.id - b.id);

async function sampleRows(): Promise<SampleRow[]> {
  const [rows] = await new BigQuery({ projectId: PROJECT })
    .dataset(SAMPLE_TABLE.dataset)
    .table(SAMPLE_TABLE.table)
    .getRows();
  return rows;
}

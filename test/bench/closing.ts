import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { requestJson } from '../../emulators/clients/request.ts';
import { DATABASE, ENDPOINTS, PROJECT } from '../../emulators/places.ts';
import { actionKinds } from '../../functions/src/action/actionKinds.ts';
import { windowsFor } from '../../functions/src/batch/batchWindow.ts';
import { waitingFileFields, windowFields } from '../../functions/src/journal/windowDocuments.ts';
import { eventIdOf } from '../../functions/src/model/eventId.ts';
import type { SourceFile } from '../../functions/src/model/sourceFile.ts';
import { windowFile } from '../../functions/src/task/windowStore.ts';
import { createOwnWorld, type OwnWorld } from '../flow/ownWorld.ts';
import type { Closed, Closing } from './closeOnce.ts';
import type { Report, Row } from './report.ts';
import { sampleTable } from './sampleTable.ts';

const SIZES = [100, 1_000, 10_000, 30_000];
const MB = 1e6;
/** Firestore takes 500 writes in one commit. */
const WRITES = 500;
const DAY_MS = 86_400_000;

const RULE = `
When: { Prefix: /data/, Suffix: .json }
Async: true
Batch: { Window: { DurationInSec: 10 } }
Dest: { Table: TABLE }
OnSuccess: [{ Action: delete }]
`;

/** Closes windows of many files, each in a process of its own. The files are in Firestore only, where closing looks. */
export async function closing(): Promise<Report[]> {
  const world = await createOwnWorld({ rules: RULE, metadata: sampleTable });
  const rows: Row[] = [];
  for (const size of SIZES) rows.push(await closed(size, world));
  return [
    {
      title: 'Closing a window, up to its first load job submitted, in the emulators',
      rows,
      notes: ['Peak memory of the whole process, Node and libraries included; deployed functions have 512 MiB.'],
    },
  ];
}

async function closed(files: number, { deps }: OwnWorld): Promise<Row> {
  const { triggerBucket, opsBucket } = deps.settings;
  const name = await fill(files, deps);
  const closing: Closing = { projectId: PROJECT, triggerBucket, opsBucket, name };
  const program = path.join(import.meta.dirname, 'closeOnce.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(closing)]);
  const { submittedMs, endedMs, cpuMs, idleBytes, peakBytes } = JSON.parse(stdout) as Closed;
  return {
    files,
    'to the load job, s': submittedMs / 1000,
    'to the end, s': endedMs / 1000,
    'processor, s': cpuMs / 1000,
    'memory before, MB': idleBytes / MB,
    'peak memory, MB': peakBytes / MB,
  };
}

/** Puts an open window of so many files into Firestore. Answers the name of its task file. */
async function fill(count: number, { rules, settings }: OwnWorld['deps']): Promise<string> {
  const [rule] = (await rules.current()).rules;
  const created = new Date(Date.now() - 60_000);
  const files = Array.from({ length: count }, (_, n): SourceFile => {
    const name = `data/orders/${count}/2026/01/31/part-${String(n).padStart(5, '0')}-of-${count}.json`;
    return { bucket: settings.triggerBucket, name, generation: `17${n}`, size: 1_000, created: created.toISOString() };
  });
  const [first] = files;
  if (rule === undefined || first === undefined) throw new Error('there is no rule, or no file');
  const window = windowsFor(rule, first, actionKinds)(0);
  const record = { ...window, due: window.closes, state: 'open' as const, owner: eventIdOf(first) };
  const expireAt = new Date(Date.now() + DAY_MS);
  await commit([writeOf(`windows/${window.id}`, { ...windowFields(record), expireAt })]);
  const entries = files.map((file) =>
    writeOf(`files/${eventIdOf(file)}`, { ...waitingFileFields(file, { window, received: created }), expireAt }),
  );
  for (let from = 0; from < entries.length; from += WRITES) await commit(entries.slice(from, from + WRITES));
  return windowFile(window);
}

const DOCUMENTS = `projects/${PROJECT}/databases/${DATABASE}/documents`;

const writeOf = (document: string, fields: object) => ({
  update: { name: `${DOCUMENTS}/${document}`, fields: fieldsOf(fields) },
});

async function commit(writes: readonly object[]): Promise<void> {
  await requestJson(`http://${ENDPOINTS.FIRESTORE_EMULATOR_HOST}/v1/${DOCUMENTS}:commit`, {
    method: 'POST',
    headers: { authorization: 'Bearer owner', 'content-type': 'application/json' },
    body: JSON.stringify({ writes }),
  });
}

const fieldsOf = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, firestoreValue(value)]));

/** As Firestore's REST API writes values. */
function firestoreValue(value: unknown): object {
  if (value === null || value === undefined) return { nullValue: null };
  if (value instanceof Date) return { timestampValue: value.toISOString() };
  if (typeof value === 'number') return { integerValue: String(value) };
  if (typeof value === 'object') return { mapValue: { fields: fieldsOf(value) } };
  return { stringValue: String(value) };
}

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { deleteObject, listObjects, uploadObject } from '../../emulators/clients/objects.ts';
import type { JobState } from '../../functions/src/bigquery/warehouse.ts';
import type { Process } from '../../functions/src/model/process.ts';
import type { SourceFile } from '../../functions/src/model/sourceFile.ts';
import { createOwnWorld, type OwnWorld, rows } from './ownWorld.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: TABLE }
Batch: { Window: { DurationInSec: 600 } }
OnSuccess: [ { Action: delete } ]
OnFailure: [ { Action: move, Request: { DestURL: gs://own-failed/kept } } ]
`;

async function eightAtATime<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += 8) {
    results.push(...(await Promise.all(items.slice(at, at + 8).map(work))));
  }
  return results;
}

/** Uploads files, and delivers their events as if all of them had come at the same time. */
async function takeIn(world: OwnWorld, contents: ReadonlyMap<string, string | Uint8Array>): Promise<SourceFile[]> {
  const created = new Date().toISOString();
  const bucket = world.deps.settings.triggerBucket;
  const files = await eightAtATime([...contents], async ([name, content]): Promise<SourceFile> => {
    const { generation, size } = await uploadObject(bucket, name, content);
    return { bucket, name, generation, size: Number(size), created };
  });
  await eightAtATime(files, (file) => world.deliver(file));
  return files;
}

/** The process of the window that the files are in. */
async function batchOf(world: OwnWorld, files: readonly SourceFile[]): Promise<Process> {
  for (const file of files) {
    const process = await world.process(file);
    if (process) return process;
  }
  throw new Error('none of the files has a process');
}

const loadsOf = ({ steps }: Process): number => steps.filter(({ action }) => action === 'load').length;

/** From now on BigQuery names no file any more. */
function forgetLocations({ deps }: OwnWorld): void {
  const { job } = deps.warehouse;
  const nameless = ({ reason, message = '' }: { reason?: string | undefined; message?: string | undefined }) => ({
    reason: reason === 'notFound' ? 'invalid' : reason,
    message: message.replace(/(?:File:|Not found: URI) gs:.*$/, 'something is wrong'),
  });
  const forget = (state: JobState): JobState => ({
    ...state,
    error: state.error && nameless(state.error),
    errors: state.errors.map(nameless),
  });
  deps.warehouse = {
    ...deps.warehouse,
    async job(reference) {
      const state = await job(reference);
      return state && forget(state);
    },
  };
}

interface Wrong {
  place: 'corrupted' | 'invalid_schema' | undefined;
  content(id: number): string | Uint8Array;
}

const WRONGS: readonly Wrong[] = [
  { place: 'corrupted', content: (id) => `${rows(id)}{"id": ${id}, "na` },
  { place: 'invalid_schema', content: (id) => `{"id": ${id}, "name": 3}\n` },
  { place: 'invalid_schema', content: (id) => `{"id": ${id}, "unknown": true}\n` },
  { place: 'corrupted', content: (id) => gzipSync(rows(...Array(50).fill(id))).subarray(0, -20) },
  { place: 'corrupted', content: () => '' },
  // Deleted before it is loaded.
  { place: undefined, content: (id) => rows(id) },
];

const FILES = 500;
const BAD = 20;

/** What is wrong with the file; undefined for a good one. The bad ones are spread evenly. */
function wrongWith(id: number): Wrong | undefined {
  const turn = Math.floor((id * BAD) / FILES);
  return id === Math.floor(((turn + 0.5) * FILES) / BAD) ? WRONGS[turn % WRONGS.length] : undefined;
}

const nameOf = (id: number): string => `data/${id}.json`;

describe('a batch of 500 files with 20 bad ones', () => {
  it.each([
    ['names the bad ones', 6, () => undefined],
    ['names none', 60, forgetLocations],
  ])('loads 480 once where BigQuery %s, in at most %i load jobs', { timeout: 300_000 }, async (_, maxJobs, prepare) => {
    const world = await createOwnWorld({ rules: RULE });
    prepare(world);
    const { triggerBucket, opsBucket } = world.deps.settings;
    const ids = Array.from({ length: FILES }, (_, id) => id);
    const files = await takeIn(world, new Map(ids.map((id) => [nameOf(id), wrongWith(id)?.content(id) ?? rows(id)])));
    const gone = ids.filter((id) => wrongWith(id)?.place === undefined && wrongWith(id));
    for (const id of gone) await deleteObject(triggerBucket, nameOf(id));
    await world.settle();

    const process = await batchOf(world, files);
    expect(process.status).toBe('done');
    expect(loadsOf(process)).toBeLessThanOrEqual(maxJobs);
    expect(await world.ids()).toEqual(ids.filter((id) => wrongWith(id) === undefined));

    const expected = ids.flatMap((id) => {
      const place = wrongWith(id)?.place;
      return place ? [`${place}/${nameOf(id)}`] : [];
    });
    const kept = await listObjects(opsBucket);
    expect(kept.map(({ name }) => name).sort()).toEqual(expected.sort());
    for (const { name, metadata } of kept) {
      expect(metadata).toMatchObject({
        eventId: process.processId,
        rule: 'rules/own.yaml',
        source: `gs://${triggerBucket}/${name.replace(/^\w+\//, '')}`,
        reason: expect.stringMatching(/\w{4}/),
      });
    }
    // Deleted by OnSuccess, or moved.
    expect(await listObjects(triggerBucket)).toEqual([]);
    const notes = [...(process.notes ?? []), ...process.steps.flatMap((step) => step.notes ?? [])];
    for (const id of ids.filter((one) => wrongWith(one)?.place)) {
      expect(notes.filter((note) => note.startsWith(`gs://${triggerBucket}/${nameOf(id)} `))).toHaveLength(1);
    }
    // What was deleted before it was loaded is told by the journal, too.
    const superseded = (process.superseded ?? []).map((position) => process.plan.sources[position]?.name);
    expect(superseded.sort()).toEqual(gone.map(nameOf).sort());
  });
});

const SINGLE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: TABLE }
CorruptedFileURL: gs://own-quarantine/broken
OnFailure: [ { Action: move, Request: { SourceURLs: gs://own-cause/x, DestURL: gs://own-failed/kept } } ]
`;

describe('a file that is bad', () => {
  it('and alone is moved to the rule’s own place, and its process is failed; OnFailure runs once', async () => {
    const world = await createOwnWorld({ rules: SINGLE });
    await uploadObject('own-cause', 'x', 'x');
    const [file] = await takeIn(world, new Map([['data/a.json', '{"id": 1, "na']]));
    await world.settle();
    if (!file) throw new Error('nothing was taken in');
    const process = await world.process(file);
    expect(process?.status).toBe('failed');
    expect(process?.steps.map(({ action, state }) => `${action} ${state}`)).toEqual(['load failed', 'move done']);
    expect(await world.exists({ ...file, bucket: 'own-quarantine', name: 'broken/data/a.json' })).toBe(true);
    expect(await world.exists(file)).toBe(false);
    expect(await world.ids()).toEqual([]);
  });

  it('is moved once, though the invocation dies just then', async () => {
    const world = await createOwnWorld({ rules: RULE });
    const { remove } = world.deps.objects;
    let deaths = 0;
    world.deps.objects = {
      ...world.deps.objects,
      remove: (place, generation) => {
        if (place.name !== nameOf(2) || deaths++ > 0) return remove(place, generation);
        return Promise.reject(Object.assign(new Error('killed'), { code: 'ECONNRESET' }));
      },
    };
    const files = await takeIn(
      world,
      new Map([1, 2, 3].map((id) => [nameOf(id), id === 2 ? '{"id": 2, "na' : rows(id)])),
    );
    // The process waits, and goes on where it was.
    await world.settle();
    expect(deaths).toBeGreaterThan(1);
    expect((await batchOf(world, files)).status).toBe('done');
    expect(await world.ids()).toEqual([1, 3]);
    expect(
      await world.exists({ bucket: world.deps.settings.opsBucket, name: `corrupted/${nameOf(2)}` } as SourceFile),
    ).toBe(true);
  });
});

describe('new fields of JSON files', () => {
  it.each([
    ['the destination', ''],
    ['temporary table and destination', ', Transient: { Dataset: TEMP }'],
  ])('become columns of %s', async (_, more) => {
    const rules = RULE.replace('Table: TABLE', `Table: TABLE, AllowFieldAddition: true${more}`);
    const world = await createOwnWorld({ rules });
    const files = await takeIn(
      world,
      new Map([
        [nameOf(1), rows(1)],
        [nameOf(2), '{"id": 2, "amount": 1.5, "items": [{"sku": "a", "count": 2}]}\n'],
        [nameOf(3), '{"id": 3, "paid": true, "items": [{"at": "2026-01-31T10:00:00Z"}]}\n'],
        [nameOf(4), '{"id": 4, "na'],
      ]),
    );
    await world.settle();
    expect((await batchOf(world, files)).status).toBe('done');
    expect(await world.rows()).toMatchObject([
      { id: 1, name: 'row 1', amount: null, items: [] },
      { id: 2, name: null, amount: 1.5, items: [{ sku: 'a', count: 2, at: null }] },
      { id: 3, paid: true, items: [{ sku: null, count: null, at: '2026-01-31T10:00:00Z' }] },
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uploadObject } from '../../emulators/clients/objects.ts';
import { eventIdOf } from '../../functions/src/model/eventId.ts';
import { urlOf } from '../../functions/src/model/places.ts';
import type { SourceFile } from '../../functions/src/model/sourceFile.ts';
import { documentedFilter, type LogLine, matches } from '../support/logFilter.ts';
import { inject } from './faults.ts';
import { rows } from './ownWorld.ts';
import { createPlatformWorld, EXAMPLE_RULE, type PlatformWorld } from './platform/platformWorld.ts';
import { postEvent } from './platform/postEvent.ts';
import type { FunctionInstance } from './platform/startFunction.ts';
import { eventually } from './world.ts';

/** A busy machine takes minutes for 1,000 files. */
const BATCH_TIMEOUT_MS = 480_000;

/** Of 512 MiB; the rest is for what the system has beside the process, and for worse days. */
const MEMORY_MB = 400;

const RULES = `
- When: { Prefix: /data/plain/ }
  Async: true
  Dest: { Table: TABLE }
  OnSuccess: [ { Action: delete } ]
- When: { Prefix: /data/sync/ }
  Dest: { Table: TABLE }
  OnSuccess: [ { Action: delete } ]
- When: { Prefix: /data/unique/ }
  Async: true
  Dest: { Table: TABLE, Transient: { Dataset: TEMP }, UniqueColumns: [ id ] }
  OnSuccess: [ { Action: delete } ]
- When: { Prefix: /data/batch/ }
  Async: true
  Batch: { Window: { DurationInSec: 10 } }
  Dest: { Table: TABLE }
  OnSuccess: [ { Action: delete } ]
- When: { Prefix: /data/limited/ }
  Async: true
  Dest: { Table: TABLE_limited, Schema: { Template: TABLE } }
  OnSuccess: [ { Action: delete } ]
`;

const BAD_ROW = '{"id":"no number"}\n';

let world: PlatformWorld;
/** An instance of bqDispatch. */
let dispatcher: FunctionInstance;
beforeAll(async () => {
  world = await createPlatformWorld({ rules: RULES, seed: 'platform' });
  dispatcher = await world.start('bqDispatch');
});
afterAll(() => world?.close());

const upload = async (path: string, content: string): Promise<SourceFile> => {
  const object = await uploadObject(world.deps.settings.triggerBucket, `data/${path}`, content);
  const { bucket, name, generation, size, timeCreated: created } = object;
  return { bucket, name, generation, size: Number(size), created };
};

/** Uploads a file of one row for each of these numbers. */
const uploadAll = (folder: string, from: number, count: number): Promise<SourceFile[]> =>
  Promise.all(idsFrom(from, count).map((id) => upload(`${folder}/${id}.json`, rows(id))));

const EARLIER = new Date(Date.now() - 3_600_000).toISOString();

/** Created at one moment, whose window has ended: it stays open until it is closed, so that nobody has to wait for its end. */
const earlier = (file: SourceFile): SourceFile => ({ ...file, created: EARLIER });

const idsFrom = (from: number, count: number): number[] => Array.from({ length: count }, (_, n) => from + n);

/** Each row is there once, nothing is in flight, and the memory has sufficed. */
async function expectDone(from: number, count: number): Promise<void> {
  expect((await world.ids()).filter((id) => id >= from && id < from + count)).toEqual(idsFrom(from, count));
  const { triggerBucket } = world.deps.settings;
  const left = (await world.objects()).filter(
    (url) => url.startsWith(`gs://${triggerBucket}/`) || url.includes('/tasks/'),
  );
  expect(left).toEqual([]);
  expect(world.instance.memory.peakMb()).toBeLessThan(MEMORY_MB);
}

it('an hour without files, a tick a minute, has no warning in the log, and the example rule none either', async () => {
  const time = new Date().toISOString();
  const tick = {
    type: 'google.cloud.pubsub.topic.v1.messagePublished',
    source: '//pubsub.googleapis.com/projects/demo-bqtail/topics/bqdispatch',
    data: { message: { data: Buffer.from('tick').toString('base64'), messageId: '1', publishTime: time } },
  };
  for (let minute = 0; minute < 60; minute++) expect(await postEvent(dispatcher, { ...tick, time })).toBe(204);
  const runs = () => dispatcher.lines.filter(({ message }) => String(message).startsWith('dispatch '));
  await eventually('a line of each run', async () => runs().length >= 60);
  // Its event makes bqTail read the rules.
  await world.eventarc.deliverOnce(await upload('nobody/1.json', rows(1)));
  await world.deps.objects.remove({ bucket: world.deps.settings.triggerBucket, name: 'data/nobody/1.json' });
  const lines = [...dispatcher.lines, ...world.instance.lines];
  expect(lines.filter(isWarning)).toEqual([]);
  expect(runs()).toHaveLength(60);
});

describe('one instance of the built bqTail, with 80 events at once, each at least once and in no order', () => {
  it('loads the files of all kinds of rules, each once', async () => {
    const limit = { kind: 'http', status: 403, reason: 'rateLimitExceeded' } as const;
    await inject({ match: { jobId: `${world.table}_limited`, jobType: 'LOAD' }, times: 1, fault: limit });
    const batch = [...(await uploadAll('batch', 0, 20)), await upload('batch/bad.json', BAD_ROW)].map(earlier);
    const bad = await upload('plain/bad.json', BAD_ROW);
    const limited = await upload('limited/1.json', rows(1));
    const plain = await uploadAll('plain', 20, 30);
    const others = [...(await uploadAll('sync', 50, 10)), ...(await uploadAll('unique', 60, 10))];
    const example = await upload('case002/platform.json', '{"id":70,"type_id":1,"name":"example"}\n');
    await world.eventarc.deliver([...batch, bad, limited, ...plain, ...others, example]);
    await world.finish();
    await expectDone(0, 70);
    expectFilters({ batch, bad, limited, plain });
    const ofExample = world.instance.lines.filter(({ rule }) => rule === EXAMPLE_RULE);
    expect(ofExample.length).toBeGreaterThan(0);
    expect(ofExample.filter(isWarning)).toEqual([]);
  });

  it('loads a batch of 1,000 files as one process', { timeout: BATCH_TIMEOUT_MS }, async () => {
    const before = world.instance.lines.length;
    await world.eventarc.deliver((await uploadAll('batch', 1_000, 1_000)).map(earlier));
    await world.finish();
    expect(world.instance.lines.slice(before).filter(({ severity }) => severity === 'ERROR')).toEqual([]);
    await expectDone(1_000, 1_000);
  });

  it('takes a storm of redeliveries once all services are back, with the invocations from before still at work', async () => {
    const files = await uploadAll('plain', 10_000, 80);
    const lines = Object.values(world.lines);
    for (const line of lines) line.cut();
    await world.eventarc.deliverInVain(files, 1_000);
    await world.eventarc.deliverInVain(files, 1_000);
    for (const line of lines) line.mend();
    await world.eventarc.deliver(files);
    await world.finish();
    await expectDone(10_000, 80);
  });

  it('refuses an event that names another bucket', async () => {
    const file = await upload('plain/forged.json', rows(20_000));
    const forged = { ...file, bucket: 'somebody-elses', name: 'data/plain/forged.json' };
    expect(await world.eventarc.deliverOnce(forged)).toBe(204);
    const line = await eventually('its line', async () =>
      world.instance.lines.find(({ sourceUrl }) => sourceUrl === urlOf(forged)),
    );
    expect(line).toMatchObject({ severity: 'ERROR', status: 'error', error: { reason: 'foreignBucket' } });
    expect(await world.exists(file)).toBe(true);
    expect(await world.ids()).not.toContain(20_000);
  });
});

const isWarning = (line: LogLine): boolean => matches('severity>=WARNING', line);

interface Delivered {
  batch: readonly SourceFile[];
  /** On its own, with a bad row. */
  bad: SourceFile;
  /** Whose job was refused for a rate limit at first. */
  limited: SourceFile;
  plain: readonly SourceFile[];
}

/** Each documented filter finds what it says, of what was logged. */
function expectFilters({ batch, bad, limited, plain }: Delivered): void {
  const all: LogLine[] = [...world.instance.lines, ...dispatcher.lines];
  const found = (start: string, value?: string): LogLine[] => {
    const filter = documentedFilter(start);
    return all.filter((line) => matches(value === undefined ? filter : filter.replace(/"[^"]+"/, `"${value}"`), line));
  };
  const labelOf = (line: LogLine | undefined, name: string): unknown =>
    (line?.['logging.googleapis.com/labels'] as Record<string, unknown> | undefined)?.[name];
  const urlsOf = (lines: readonly LogLine[]): Set<unknown> => new Set(lines.map(({ sourceUrl }) => sourceUrl));

  // The events of one file tell its process, and that its whole trail: the others of its batch, and the last line.
  const [first] = batch;
  const process = String(labelOf(found('jsonPayload.sourceUrl=', first && urlOf(first))[0], 'process'));
  const trail = found('labels.process=', process);
  expect([...urlsOf(trail)]).toEqual(expect.arrayContaining(batch.map(urlOf)));
  const summaries = trail.filter((line) => Number(line['rows']) > 0);
  expect(summaries).toMatchObject([{ rows: 20, filesLoaded: 20, filesSetAside: 1, lagMs: expect.any(Number) }]);

  const ofTable = found('labels.destTable=', `bqtail.${world.table}`);
  expect(urlsOf(ofTable.filter(({ severity }) => severity === 'ERROR')).size).toBe(1);
  expect(ofTable.some((line) => labelOf(line, 'process') === eventIdOf(bad))).toBe(true);
  expect(ofTable.filter(({ severity }) => severity === 'INFO')).toEqual([]);

  const waiting = found('jsonPayload.status=');
  expect(new Set(waiting.map((line) => labelOf(line, 'process')))).toEqual(new Set([eventIdOf(limited)]));

  const byRule = found('labels.rule=', 'rules/own.yaml');
  expect([...urlsOf(byRule)]).toEqual(expect.arrayContaining([...plain, limited, bad].map(urlOf)));
  expect(byRule.filter((line) => labelOf(line, 'rule') === EXAMPLE_RULE)).toEqual([]);

  const loaded = found('jsonPayload.rows>').reduce((total, line) => total + Number(line['rows']), 0);
  // Of the rule limited, and of the example.
  expect(loaded).toBe(70 + 2);
  const setAside = found('jsonPayload.filesSetAside>').map((line) => labelOf(line, 'process'));
  expect(new Set(setAside)).toEqual(new Set([process, eventIdOf(bad)]));

  const runs = found('jsonPayload.cycles>');
  expect(runs).toHaveLength(60);
  for (const { message } of runs) expect(message).toMatch(/^dispatch .*\d+ running, \d+ pending, \d+ dispatched/);
}

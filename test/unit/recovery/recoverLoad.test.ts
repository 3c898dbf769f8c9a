import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ErrorDetail, permanent } from '../../../functions/src/failure/failure.ts';
import { gsUrl } from '../../../functions/src/model/places.ts';
import type { Process, Step } from '../../../functions/src/model/process.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { TableField } from '../../../functions/src/model/table.ts';
import { type DataFailure, type Recovery, recoverLoad } from '../../../functions/src/recovery/recoverLoad.ts';
import { ruleOf } from '../../support/ruleOf.ts';
import { testSettings } from '../../support/testSettings.ts';
import { type MemoryObjects, memoryObjects } from './memoryObjects.ts';
import { memoryTables } from './memoryTables.ts';

const TABLE = { projectId: 'p', datasetId: 'd', tableId: 't' };
const TEMPLATE = { ...TABLE, tableId: 'template' };
const COLUMNS: TableField[] = [
  { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
  { name: 'name', type: 'STRING' },
];
const STEP: Step = { step: 1, action: 'load', path: 'Load[0]', state: 'failed', ended: new Date(0) };
const RULE = 'When: { Prefix: /data/ }\nDest: { Table: d.t }\n';
const UNLOCATED: ErrorDetail = {
  reason: 'invalid',
  message: 'JSON processing encountered too many errors, giving up.',
};
const PREFIX = 'Error while reading data, error message: JSON parsing error in row starting at position 0: ';

let objects: MemoryObjects;
let memory: ReturnType<typeof memoryTables>;
beforeEach(() => {
  objects = memoryObjects();
  memory = memoryTables({ 'p.d.t': COLUMNS, 'p.d.template': COLUMNS });
});

function upload(name: string, content: string | Uint8Array): SourceFile {
  const place = { bucket: 'trigger', name };
  const generation = objects.put(place, content);
  return { ...place, generation, size: content.length, created: '2026-01-31T00:00:00Z' };
}

const urlOf = ({ bucket, name }: SourceFile): string => gsUrl(bucket, name);
const located = (file: SourceFile, text: string): ErrorDetail => ({
  reason: 'invalid',
  location: urlOf(file),
  message: PREFIX + text,
});

function processOf(sources: readonly SourceFile[], steps: readonly Step[]): Process {
  const plan = {
    processId: '42',
    rule: 'rules/orders.yaml',
    mode: 'async',
    destination: 'd.t',
    sources,
    onSuccess: [],
    onFailure: [],
    variables: {},
    ingestion: {
      projectId: 'p',
      load: { sourceFormat: 'NEWLINE_DELIMITED_JSON' },
      destinations: [TABLE],
      recovery: { maxReload: 15, addsFields: false },
    },
  } as const;
  return {
    processId: '42',
    status: 'running',
    plan,
    steps,
    jobs: {},
    waits: 0,
    started: new Date(0),
    progressed: new Date(0),
  };
}

interface Said extends Partial<DataFailure> {
  sources: readonly SourceFile[];
  errors: readonly ErrorDetail[];
}

function recover({ sources, ...said }: Said): Promise<Recovery> {
  const failed: DataFailure = {
    process: processOf(sources, [STEP]),
    load: { from: 0, to: sources.length, round: 0 },
    sources,
    maxReload: 15,
    places: {},
    table: TABLE,
    allowFieldAddition: false,
    ...said,
  };
  const settings = testSettings({ triggerBucket: 'trigger' });
  const rules = { current: async () => ({ rules: [ruleOf(RULE)], problems: [] }) };
  return recoverLoad(failed, { objects, tables: memory.tables, settings, rules });
}

/** Everything happens twice, as after an invocation that died before it could write down what it had done. */
async function recoverTwice(said: Said): Promise<Recovery> {
  const first = await recover(said);
  expect(await recover(said)).toEqual(first);
  return first;
}

describe('bad files', () => {
  it('are moved to their places, and the rest is one load', async () => {
    const [good, broken, unfit] = [upload('a.json', '{}'), upload('b.json', '{"i'), upload('c/d.json', '{"x":1}')];
    const gone: SourceFile = { ...good, name: 'gone.json', generation: '1' };
    const errors = [
      located(broken, 'Closing quote expected in string'),
      located(unfit, 'No such field: x.'),
      { reason: 'notFound', message: `Not found: URI ${urlOf(gone)}` },
    ];
    const recovery = await recoverTwice({ sources: [good, broken, unfit, gone], errors });
    expect(recovery).toMatchObject({
      outcome: 'reload',
      next: {
        loads: [{ from: 0, to: 4, round: 1 }],
        removed: [1, 2, 3],
        left: [3],
        told: [
          { index: 1, to: 'gs://ops/corrupted/b.json', reason: expect.stringContaining('Closing quote') },
          { index: 2, to: 'gs://ops/invalid_schema/c/d.json', reason: expect.stringContaining('No such field: x.') },
          { index: 3, reason: expect.stringContaining('Not found') },
        ],
      },
      notes: [
        'gs://trigger/b.json is corrupted, moved to gs://ops/corrupted/b.json: JSON parsing error in row starting at position 0: Closing quote expected in string',
        'gs://trigger/c/d.json does not fit the schema, moved to gs://ops/invalid_schema/c/d.json: JSON parsing error in row starting at position 0: No such field: x.',
        'gs://trigger/gone.json was gone when it was to be loaded',
      ],
    });
    expect(objects.urls()).toEqual([
      'gs://ops/corrupted/b.json',
      'gs://ops/invalid_schema/c/d.json',
      'gs://trigger/a.json',
    ]);
  });

  it('go to the places of the rule', async () => {
    const [broken, unfit] = [upload('b.json', '{"i'), upload('c.json', '{"x":1}')];
    const errors = [located(broken, 'Unexpected token'), located(unfit, 'No such field: x.')];
    const places = { corrupted: 'gs://own/corrupted', invalidSchema: 'gs://own/schema/' };
    expect(await recover({ sources: [broken, unfit], errors, places })).toMatchObject({ next: { loads: [] } });
    expect(objects.urls()).toEqual(['gs://own/corrupted/b.json', 'gs://own/schema/c.json']);
  });

  it('that were overwritten since stay, and are not loaded by this process', async () => {
    const [good, broken] = [upload('a.json', '{}'), upload('b.json', '{"i')];
    upload('b.json', '{"id":1}');
    const recovery = await recoverTwice({ sources: [good, broken], errors: [located(broken, 'Unexpected token')] });
    expect(recovery).toMatchObject({ next: { removed: [1] } });
    expect(recovery.notes).toEqual([expect.stringContaining('was overwritten since; the newer version stays')]);
    expect(objects.urls()).toEqual(['gs://trigger/a.json', 'gs://trigger/b.json']);
  });

  it('of which BigQuery says that they are not there, though they are, are loaded again', async () => {
    const [one, two] = [upload('a.json', '{}'), upload('b.json', '{}')];
    const errors = [{ reason: 'notFound', message: `Not found: URI ${urlOf(two)}` }];
    const recovery = await recover({ sources: [one, two], errors });
    expect(recovery).toMatchObject({ next: { loads: [{ from: 0, to: 2, round: 1 }], removed: [] }, notes: [] });
  });
});

describe('where BigQuery names no file', () => {
  it('those that look bad are loaded on their own', async () => {
    const rows = '{"id": 1, "name": "a"}\n';
    const sources = [
      upload('0.json', rows),
      upload('1.json', `${rows}{"id": 2, "na`),
      upload('2.json', rows),
      upload('3.json', '{"id": "x"}\n'),
      upload('4.json.gz', gzipSync(rows)),
      upload('5.json.gz', gzipSync(rows).subarray(0, -12)),
      upload('6.json', `\uFEFF${rows}\n\n`),
      upload('7.json', rows),
      upload('8.json', '{"id": "3"}'),
      upload('9.json', '{"id": 1, "unknown": 1}'),
    ];
    const recovery = await recoverTwice({ sources, errors: [UNLOCATED] });
    const alone = [1, 3, 5, 9];
    expect(recovery).toEqual({
      outcome: 'reload',
      untold: [],
      next: {
        loads: [
          { from: 0, to: 10, round: 1, without: alone },
          ...alone.map((index) => ({ from: index, to: index + 1, round: 1 })),
        ],
        removed: [],
      },
      notes: [],
    });
    expect(objects.urls()).toHaveLength(10);
  });

  it('and none looks bad, the load is halved', async () => {
    const sources = ['0', '1', '2'].map((name) => upload(`${name}.json`, '{"id": 1}'));
    expect(await recover({ sources, errors: [UNLOCATED] })).toMatchObject({
      next: {
        loads: [
          { from: 0, to: 2, round: 1 },
          { from: 2, to: 3, round: 1 },
        ],
      },
    });
  });

  it('and there was only one, that is it', async () => {
    const source = upload('a.json', '{"id": 1}');
    const errors = [UNLOCATED, { reason: 'invalid', message: `${PREFIX}No such field: x.` }];
    expect(await recoverTwice({ sources: [source], errors })).toMatchObject({ next: { loads: [], removed: [0] } });
    expect(objects.urls()).toEqual(['gs://ops/invalid_schema/a.json']);
  });
});

describe('new fields', () => {
  const fields = '{"id": 1, "amount": 1.5, "note": null}\n{"id": 2, "items": [{"sku": "a", "count": 2}]}\n';

  it('become columns of the table that is loaded, and of no other, and the same load is done again', async () => {
    const [old, more, last] = [
      upload('a.json', '{"id": 1}'),
      upload('b.json', fields),
      upload('c.json', '{"note": true}'),
    ];
    const errors = [located(more, 'No such field: amount.')];
    const recovery = await recoverTwice({ sources: [old, more, last], errors, allowFieldAddition: true });
    expect(recovery).toEqual({
      outcome: 'reload',
      untold: [],
      next: { loads: [{ from: 0, to: 3, round: 1 }], removed: [] },
      notes: [],
    });
    expect(memory.columnsOf(TABLE)).toEqual(['id', 'name', 'amount', 'note', 'items']);
    // A template follows once all is loaded.
    expect(memory.columnsOf(TEMPLATE)).toEqual(['id', 'name']);
    const { fields: columns = [] } = (await memory.tables.find(TABLE)) ?? {};
    // Nothing but null in the file that BigQuery named: another file of the load tells the type.
    expect(columns.slice(2)).toMatchObject([
      { type: 'FLOAT' },
      { type: 'BOOLEAN' },
      { type: 'RECORD', mode: 'REPEATED' },
    ]);
    expect(objects.urls()).toHaveLength(3);
  });

  it('of a file alone need not be named', async () => {
    const source = upload('b.json', fields);
    const errors = [{ reason: 'invalid', message: `${PREFIX}No such field: items.sku.` }];
    const recovery = await recoverTwice({ sources: [source], errors, allowFieldAddition: true });
    expect(recovery).toMatchObject({ next: { loads: [{ from: 0, to: 1, round: 1 }], removed: [] } });
  });

  it('that no column can hold make the file one that does not fit, while others are loaded', async () => {
    const [good, bad] = [upload('a.json', fields), upload('b.json', '{"id": 1, "not a name": 1}')];
    const errors = [located(good, 'No such field: amount.'), located(bad, 'No such field: not a name.')];
    const recovery = await recoverTwice({ sources: [good, bad], errors, allowFieldAddition: true });
    expect(recovery).toMatchObject({ next: { loads: [{ from: 0, to: 2, round: 1 }], removed: [1] } });
    expect(objects.urls()).toEqual(['gs://ops/invalid_schema/b.json', 'gs://trigger/a.json']);
  });

  it('that are null or empty wherever they occur are ignored, and noted', async () => {
    const source = upload('a.json', '{"id": 1, "seen": null, "tags": [], "meta": {}}');
    const recovery = await recoverTwice({
      sources: [source],
      errors: [located(source, 'No such field: seen.')],
      allowFieldAddition: true,
    });
    expect(recovery).toEqual({
      outcome: 'reload',
      untold: [],
      next: { loads: [{ from: 0, to: 1, round: 1, ignoreUnknown: true }], removed: [] },
      notes: ['seen', 'tags', 'meta'].map((field) => expect.stringContaining(`field ${field} is null or empty`)),
    });
    expect(memory.columnsOf(TABLE)).toEqual(['id', 'name']);
  });

  it('whose values agree on no type make the file invalid, and leave the table as it was', async () => {
    const source = upload('a.json', '{"id": 1, "r": [{"i": 4}, {"i": "4px"}], "s": 1}');
    const recovery = await recoverTwice({
      sources: [source],
      errors: [located(source, 'No such field: r.')],
      allowFieldAddition: true,
    });
    expect(recovery).toMatchObject({ next: { loads: [], removed: [0] } });
    expect(recovery.notes).toEqual([expect.stringContaining('field r.i is INTEGER in one row and STRING in another')]);
    expect(memory.columnsOf(TABLE)).toEqual(['id', 'name']);
  });

  it('have the type that the values of all files need, whichever BigQuery names', async () => {
    const [one, two] = [upload('a.json', '{"id": 1, "x": "2026-01-31"}'), upload('b.json', '{"id": 2, "x": "soon"}')];
    await recover({
      sources: [one, two],
      errors: [located(one, 'No such field: x.')],
      allowFieldAddition: true,
    });
    expect((await memory.tables.find(TABLE))?.fields.at(-1)).toMatchObject({ name: 'x', type: 'STRING' });
  });

  it('of a broken file are no reason to change the table', async () => {
    const source = upload('a.json', '{"id": 1, "x": 1}\n{"id": 2, "x');
    const errors = [located(source, 'No such field: x.')];
    expect(await recover({ sources: [source], errors, allowFieldAddition: true })).toMatchObject({
      next: { loads: [], removed: [0] },
    });
    expect(memory.columnsOf(TABLE)).toEqual(['id', 'name']);
  });

  it('that BigQuery refuses as columns make the files bad', async () => {
    const source = upload('a.json', fields);
    memory.tables.changeFields = () => Promise.reject(permanent('invalid', 'too many columns'));
    const recovery = await recover({
      sources: [source],
      errors: [located(source, 'No such field: amount.')],
      allowFieldAddition: true,
    });
    expect(recovery).toMatchObject({ next: { loads: [], removed: [0] } });
  });

  it('are left alone where the tables may not be changed', async () => {
    const source = upload('a.json', fields);
    memory.tables.changeFields = () => Promise.reject(permanent('accessDenied', 'no'));
    const errors = [located(source, 'No such field: amount.')];
    await expect(recover({ sources: [source], errors, allowFieldAddition: true })).rejects.toThrow('no');
    expect(objects.urls()).toEqual(['gs://trigger/a.json']);
  });
});

describe('a load is given up', () => {
  it('after MaxReload rounds, with what BigQuery said', async () => {
    const sources = [upload('a.json', '{"id": 1}'), upload('b.json', '{"id": 1}')];
    const load = { from: 0, to: 2, round: 2 };
    const recovery = await recover({ sources, errors: [UNLOCATED], load, maxReload: 2 });
    expect(recovery.outcome).toBe('giveUp');
    expect(recovery).toMatchObject({ failure: { kind: 'data', reason: 'invalid' } });
    expect('failure' in recovery && recovery.failure.message).toBe(
      'bqtail gives up on a load of 2 files in round 2: it still failed after 2 reloads (MaxReload); 2 of its files may be good or bad; BigQuery said: bad rows; BigQuery does not say what is wrong with them',
    );
  });

  it('where ten files failed on their own and none was loaded', async () => {
    const sources = Array.from({ length: 30 }, (_, index) => upload(`${index}.json`, '{"id": 1}'));
    const alone = Array.from(
      { length: 10 },
      (_, index): Step => ({
        ...STEP,
        step: index + 1,
        path: `Load[${index}]`,
        next: { loads: [], removed: [index] },
      }),
    );
    const singles = sources.map((_, index) => ({ from: index, to: index + 1, round: 1 }));
    const whole: Step = { ...STEP, step: 0, next: { loads: singles, removed: [] } };
    const process = processOf(sources, [whole, ...alone, { ...STEP, step: 11, path: 'Load[10]' }]);
    const recovery = await recover({ process, sources: sources.slice(10), errors: [UNLOCATED] });
    expect(recovery).toMatchObject({ outcome: 'giveUp' });
    const loaded: Step = { ...STEP, state: 'done' };
    const other = { ...process, steps: [whole, ...alone.slice(1), loaded, ...process.steps.slice(-1)] };
    expect(await recover({ process: other, sources: sources.slice(10), errors: [UNLOCATED] })).toMatchObject({
      outcome: 'reload',
    });
  });
});

describe('without evidence no file is moved', () => {
  const UNKNOWN: ErrorDetail = { reason: 'invalid', message: 'Something that nobody has heard of.' };
  const good = '{"id": 1}';

  it('a sound file alone stays, and its process fails', async () => {
    const recovery = await recover({ sources: [upload('a.json', good)], errors: [UNKNOWN] });
    expect(recovery).toMatchObject({ outcome: 'giveUp', failure: { kind: 'permanent' }, notes: [] });
    expect('failure' in recovery && recovery.failure.message).toBe(
      'bqtail gives up on gs://trigger/a.json: there is no evidence against the file; BigQuery said: Something that nobody has heard of.',
    );
    expect(objects.urls()).toEqual(['gs://trigger/a.json']);
  });

  it.each([
    ['corrupted', '{"id": 1'],
    ['invalid_schema', '{"id": "many"}'],
  ])('a file alone that a look at it shows to be %s is moved', async (place, content) => {
    const recovery = await recoverTwice({ sources: [upload('a.json', content)], errors: [UNKNOWN] });
    expect(recovery).toMatchObject({ outcome: 'reload', next: { loads: [], removed: [0] } });
    expect(objects.urls()).toEqual([`gs://ops/${place}/a.json`]);
    expect(recovery.notes).toEqual([expect.stringContaining('Something that nobody has heard of.')]);
  });

  it('a schema of the rule that does not fit the table is not halved', async () => {
    const sources = [upload('a.json', good), upload('b.json', good)];
    const process = processOf(sources, [STEP]);
    const { ingestion } = process.plan;
    if (ingestion === undefined) throw new Error('a plan that loads nothing');
    const load = { ...ingestion.load, schema: { fields: [{ name: 'more', type: 'STRING' }] } };
    const errors = [
      { reason: 'invalid', message: 'Provided Schema does not match Table p:d.t. Cannot add fields (field: more)' },
    ];
    const own = { ...process, plan: { ...process.plan, ingestion: { ...ingestion, load } } };
    expect(await recover({ process: own, sources, errors })).toMatchObject({ outcome: 'giveUp', notes: [] });
    expect(objects.urls()).toHaveLength(2);
  });

  it('a file that BigQuery may not read stays, and the others are loaded', async () => {
    const sources = [upload('a.json', good), upload('b.json', good)];
    const errors = [{ reason: 'accessDenied', message: 'Access Denied: File gs://trigger/b.json: Access Denied' }];
    expect(await recoverTwice({ sources, errors })).toMatchObject({
      outcome: 'reload',
      next: { loads: [{ from: 0, to: 2, round: 1 }], removed: [1], left: [1] },
      notes: ['gs://trigger/b.json stays, and is not loaded: Access Denied: File gs://trigger/b.json: Access Denied'],
    });
    expect(objects.urls()).toHaveLength(2);
  });

  it('a quarantine bucket that does not exist fails the process, and the file stays', async () => {
    const broken = upload('a.json', '{"i');
    objects.copyNoted = () => Promise.reject(permanent('bucketMissing', 'the bucket own does not exist'));
    const places = { corrupted: 'gs://own/corrupted' };
    await expect(
      recover({ sources: [broken], errors: [located(broken, 'Unexpected token')], places }),
    ).rejects.toMatchObject({ kind: 'permanent', reason: 'bucketMissing' });
    expect(objects.urls()).toEqual(['gs://trigger/a.json']);
  });

  it('a quarantine place that a rule takes files from fails the process, and the file stays', async () => {
    const broken = upload('a.json', '{"i');
    const errors = [located(broken, 'Unexpected token')];
    const loop = recover({ sources: [broken], errors, places: { corrupted: 'gs://trigger/data/bad' } });
    await expect(loop).rejects.toMatchObject({ kind: 'permanent', reason: 'reloads' });
    await expect(loop).rejects.toThrow('gs://trigger/data/bad/a.json would be loaded again and again');
    expect(objects.urls()).toEqual(['gs://trigger/a.json']);
    await recover({ sources: [broken], errors, places: { corrupted: 'gs://trigger/elsewhere' } });
    expect(objects.urls()).toEqual(['gs://trigger/elsewhere/a.json']);
  });
});

import { describe, expect, it } from 'vitest';
import { dispatch } from '../../../functions/src/dispatch/dispatch.ts';
import { eventIdOf } from '../../../functions/src/model/eventId.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { TailAnswer } from '../../../functions/src/model/tailAnswer.ts';
import { tail } from '../../../functions/src/tail/tail.ts';
import { type MemoryCloud, memoryCloud, OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';

const ruleOf = (dest: string, more = ''): string => `
When: { Prefix: /data/ }
Async: true
Dest: { ${dest} }
OnSuccess: [ { Action: delete } ]
${more}`;

const BATCH = 'Batch: { Window: { DurationInSec: 60 } }';

/** Delivers all events as they come about, and dispatches for some minutes. */
async function settle(cloud: MemoryCloud): Promise<TailAnswer[]> {
  const events: SourceFile[] = [];
  for (const object of cloud.storage.list(TRIGGER, {}).objects) events.push(eventOf(object));
  cloud.storage.watch(({ kind, object }) => {
    if (kind === 'finalized' && object.bucket === TRIGGER) events.push(eventOf(object));
  });
  const deps = cloud.deps();
  const answers: TailAnswer[] = [];
  const deliverAll = async (): Promise<void> => {
    for (let file = events.shift(); file; file = events.shift()) {
      answers.push(
        await tail({ id: `i${answers.length}`, file, deadline: new Date(cloud.clock.time() + 540_000) }, deps),
      );
    }
  };
  const work = async (): Promise<void> => {
    for (let minute = 0; minute < 20; minute++) {
      await deliverAll();
      await dispatch(deps);
      await deliverAll();
      await cloud.clock.sleep(60_000);
    }
  };
  await cloud.clock.settle(work());
  return answers;
}

const eventOf = ({
  bucket,
  name,
  generation,
  size,
  created,
}: Omit<SourceFile, 'created'> & { created: Date }): SourceFile => ({
  ...{ bucket, name, generation, size },
  created: created.toISOString(),
});

const namesIn = (cloud: MemoryCloud, bucket: string, prefix = ''): string[] =>
  cloud.storage.list(bucket, { prefix }).objects.map(({ name }) => name);

function cloudWith(rules: string): MemoryCloud {
  const cloud = memoryCloud({ rules, settings: { dispatchBudgetSec: 0 } });
  cloud.createTable('d.t', { id: 'INTEGER' });
  return cloud;
}

const errorOf = (answers: readonly TailAnswer[]) => answers.find(({ status }) => status === 'error')?.error;
const loadsOf = (cloud: MemoryCloud) =>
  [...cloud.bigQuery.jobs.values()].filter(({ configuration }) => configuration.load);

describe('a load that the configuration of the rule cannot have', () => {
  it('moves no file of a batch, and is run once', async () => {
    const cloud = cloudWith(ruleOf('Table: d.t', BATCH));
    cloud.bigQuery.tables.createDataset({ projectId: 'own', datasetId: 'tokyo' }, 'asia-northeast1');
    cloud.putRules(ruleOf('Table: tokyo.t, Schema: { Fields: [ { Name: id, Type: INTEGER } ] }', BATCH));
    cloud.bigQuery.bucketLocations.set(TRIGGER, 'EU');
    for (const id of [1, 2, 3]) cloud.upload(`data/${id}.json`, `{"id":${id}}\n`);
    const answers = await settle(cloud);
    expect(errorOf(answers)).toMatchObject({
      kind: 'permanent',
      message: 'Cannot read and write in different locations: source: EU, destination: asia-northeast1',
    });
    expect(loadsOf(cloud)).toHaveLength(1);
    expect(namesIn(cloud, TRIGGER)).toEqual(['data/1.json', 'data/2.json', 'data/3.json']);
    expect(namesIn(cloud, OPS, 'corrupted/')).toEqual([]);
  });
});

describe('a file that BigQuery may not read', () => {
  it('stays, and its fellows are loaded', async () => {
    const cloud = cloudWith(ruleOf('Table: d.t', BATCH));
    cloud.bigQuery.denied.add(`gs://${TRIGGER}/data/2.json`);
    for (const id of [1, 2, 3]) cloud.upload(`data/${id}.json`, `{"id":${id}}\n`);
    await settle(cloud);
    expect(cloud.rows('d.t')).toEqual([{ id: 1 }, { id: 3 }]);
    expect(namesIn(cloud, TRIGGER)).toEqual(['data/2.json']);
    expect(namesIn(cloud, OPS, 'corrupted/')).toEqual([]);
  });

  it('and is alone fails its process, with BigQuery’s words', async () => {
    const cloud = cloudWith(ruleOf('Table: d.t'));
    cloud.bigQuery.denied.add(`gs://${TRIGGER}/data/2.json`);
    cloud.upload('data/2.json', '{"id":2}\n');
    const error = errorOf(await settle(cloud));
    expect(error?.kind).toBe('permanent');
    expect(error?.message).toContain(`Access Denied: File gs://${TRIGGER}/data/2.json`);
    expect(namesIn(cloud, TRIGGER)).toEqual(['data/2.json']);
  });
});

it('a bad file alone fails its process with the true reason, not with a summary', async () => {
  const cloud = cloudWith(ruleOf('Table: d.t'));
  cloud.upload('data/1.csv', 'x\n');
  const error = errorOf(await settle(cloud));
  expect(error?.message).toMatch(
    /^the file could not be loaded; BigQuery said: Could not parse 'x' as INT64 for field id/,
  );
  expect(namesIn(cloud, OPS, 'invalid_schema/')).toEqual(['invalid_schema/data/1.csv']);
});

describe('AllowFieldAddition', () => {
  it('widens the schema of the rule too, with one reload', async () => {
    const schema = 'Schema: { Fields: [ { Name: id, Type: INTEGER } ] }, AllowFieldAddition: true';
    const cloud = cloudWith(ruleOf(`Table: d.t, ${schema}`));
    cloud.upload('data/1.json', '{"id":1,"more":"x"}\n');
    await settle(cloud);
    expect(cloud.rows('d.t')).toEqual([{ id: 1, more: 'x' }]);
    expect(loadsOf(cloud)).toHaveLength(2);
  });

  it('adds no column for what is null or empty wherever it occurs', async () => {
    const cloud = cloudWith(ruleOf('Table: d.t, AllowFieldAddition: true'));
    cloud.upload('data/1.json', '{"id":1,"price":null,"tags":[]}\n');
    await settle(cloud);
    expect(cloud.rows('d.t')).toEqual([{ id: 1 }]);
    cloud.upload('data/2.json', '{"id":2,"price":9.5}\n');
    await settle(cloud);
    const table = cloud.bigQuery.tables.find({ projectId: 'own', datasetId: 'd', tableId: 't' });
    expect(table?.fields.map(({ name, type }) => `${name} ${type}`)).toEqual(['id INTEGER', 'price FLOAT']);
  });

  it('gives the template a column only once a file with it was loaded', async () => {
    const cloud = cloudWith(ruleOf('Table: d.t, Schema: { Template: d.template }, AllowFieldAddition: true'));
    cloud.createTable('d.template', { id: 'INTEGER' });
    const columns = () =>
      cloud.bigQuery.tables
        .find({ projectId: 'own', datasetId: 'd', tableId: 'template' })
        ?.fields.map(({ name }) => name);
    cloud.upload('data/1.json', '{"id":1,"more":[{"i":4},{"i":"4px"}]}\n');
    await settle(cloud);
    expect(columns()).toEqual(['id']);
    cloud.upload('data/2.json', '{"id":2,"more":4}\n');
    await settle(cloud);
    expect(columns()).toEqual(['id', 'more']);
  });
});

describe('what is told of bad files', () => {
  const PUSH = 'OnFailure: [ { Action: push, Request: { Topic: bad-files, Message: "$SourceURI $BadURIs: $Error" } } ]';
  const entryOf = (cloud: MemoryCloud, file: SourceFile) =>
    cloud.firestore.documents.get(`files/${eventIdOf(file)}`)?.fields;

  it('OnFailure of a file alone names the file and the true reason', async () => {
    const cloud = cloudWith(ruleOf('Table: d.t', PUSH));
    const file = cloud.upload('data/1.json', '{"id":"x"}\n');
    await settle(cloud);
    const url = `gs://${TRIGGER}/data/1.json`;
    const [said] = cloud.published.map(({ message }) => message.data);
    expect(said).toContain(`${url} `);
    expect(said).toContain('Could not convert value to integer. Field: id');
    expect(entryOf(cloud, file)).toMatchObject({
      status: 'setAside',
      quarantinedTo: `gs://${OPS}/invalid_schema/data/1.json`,
      error: expect.stringContaining('Could not convert value to integer'),
    });
  });

  it('the outcome of a batch counts them, and the ledger has an entry of each', async () => {
    const cloud = cloudWith(ruleOf('Table: d.t', BATCH));
    const files = [
      cloud.upload('data/0.json', '{"id":0}\n'),
      cloud.upload('data/1.json', '{"id"'),
      cloud.upload('data/2.json', ''),
      cloud.upload('data/3.json', '{"id":3}\n'),
    ];
    cloud.bigQuery.denied.add(`gs://${TRIGGER}/data/3.json`);
    const answers = await settle(cloud);
    const done = answers.find(({ message }) => message.startsWith('done'));
    expect(done?.severity).toBe('WARNING');
    expect(done?.message).toMatch(/^done, 1 of 4 files, 2 set aside, 1 row;/);
    expect(files.map((file) => entryOf(cloud, file)?.['status'])).toEqual([
      'batched',
      'setAside',
      'setAside',
      'failed',
    ]);
    expect(entryOf(cloud, files[1] as SourceFile)).toMatchObject({
      quarantinedTo: `gs://${OPS}/corrupted/data/1.json`,
    });
    expect(entryOf(cloud, files[2] as SourceFile)).toMatchObject({ error: 'the file is empty' });
  });

  it('every file of a batch that fails as a whole is failed in the ledger', async () => {
    const cloud = memoryCloud({ rules: ruleOf('Table: nowhere.t', BATCH), settings: { dispatchBudgetSec: 0 } });
    const files = [1, 2].map((id) => cloud.upload(`data/${id}.json`, `{"id":${id}}\n`));
    await settle(cloud);
    expect(files.map((file) => entryOf(cloud, file)?.['status'])).toEqual(['failed', 'failed']);
  });

  it('rows that MaxBadRecords lets go are counted, as a warning', async () => {
    const cloud = cloudWith(ruleOf('Table: d.t, MaxBadRecords: 5'));
    cloud.upload('data/1.csv', '1\nx\n');
    const done = (await settle(cloud)).find(({ message }) => message.startsWith('done'));
    expect(done).toMatchObject({ severity: 'WARNING', message: 'done, 1 row; 1 bad row was dropped (MaxBadRecords)' });
  });

  it('a file that is read as CSV only because its name says nothing says so', async () => {
    const cloud = cloudWith(ruleOf('Table: d.t'));
    cloud.upload('data/app.log', '{"id":1}\n');
    expect(errorOf(await settle(cloud))?.message).toContain('read as CSV');
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { dispatch } from '../../functions/src/dispatch/dispatch.ts';
import type { SourceFile } from '../../functions/src/model/sourceFile.ts';
import { dieAtEachCall, LATER_MS, unlessKilled } from './dieAtEachCall.ts';
import { createOwnWorld, type OwnWorld, rows, untilDue, untilJobDone } from './ownWorld.ts';

const rule = (isAsync: boolean): string => `
When: { Prefix: /data/ }
Async: ${isAsync}
Dest: { Table: TABLE }
OnSuccess:
  - { Action: move, Request: { DestURL: gs://own-archive/done } }
  - { Action: delete, Request: { URLs: gs://own-archive/unrelated } }
`;

async function expectLoadedOnce(world: OwnWorld, files: readonly SourceFile[]): Promise<void> {
  expect(await world.ids()).toEqual(files.map((_, n) => n));
  for (const file of files) {
    expect((await world.process(file))?.status).toBe('done');
    expect(await world.exists(file)).toBe(false);
    expect(await world.exists({ ...file, bucket: 'own-archive', name: `done/${file.name}` })).toBe(true);
  }
  expect(await world.objects()).toEqual([]);
}

// Each has a world of its own, and waits for jobs most of its time.
describe.concurrent.each([
  ['async', true],
  ['sync', false],
] as const)('in %s mode', (mode, isAsync) => {
  describe.each(['before', 'after'] as const)('a process that dies just %s any call', (when) => {
    let world: OwnWorld;
    beforeAll(async () => {
      world = await createOwnWorld({ rules: rule(isAsync) });
    });

    it('while it takes a file in: the redelivered event, then dispatch, brings the file to its end', async () => {
      const files: SourceFile[] = [];
      const lastCalls = await dieAtEachCall({ world, when }, async (dying, n) => {
        const file = await world.upload(`data/${mode}-${n}.json`, rows(n));
        files.push(file);
        await world.deliver(file, dying).catch(unlessKilled);
        world.advance(LATER_MS);
        await world.deliver(file);
        await world.settle();
      });
      const written = isAsync ? ['objects.write'] : [];
      expect(lastCalls).toEqual(expect.arrayContaining(['journal.start', ...written, 'warehouse.submit']));
      await expectLoadedOnce(world, files);
    });
  });
});

const THROUGH_TEMPORARY = `
When: { Prefix: /data/ }
Async: true
Dest:
  Table: TABLE
  Transient: { Dataset: TEMP }
  UniqueColumns: [ id ]
OnSuccess: [ { Action: delete } ]
`;

async function expectNothingLeft(world: OwnWorld, files: readonly SourceFile[]): Promise<void> {
  expect(await world.ids()).toEqual(files.map((_, n) => n));
  for (const file of files) expect((await world.process(file))?.status).toBe('done');
  expect(await world.objects()).toEqual([]);
  expect(await world.temporaryTables()).toEqual([]);
}

describe.concurrent.each(['before', 'after'] as const)(
  'with a temporary table, a process that dies just %s any call',
  (when) => {
    it('while it takes a file in: the rows arrive once, and the table is gone', async () => {
      const world = await createOwnWorld({ rules: THROUGH_TEMPORARY });
      const files: SourceFile[] = [];
      const lastCalls = await dieAtEachCall({ world, when }, async (dying, n) => {
        const file = await world.upload(`data/${n}.json`, rows(n, n));
        files.push(file);
        await world.deliver(file, dying).catch(unlessKilled);
        world.advance(LATER_MS);
        await world.deliver(file);
        await world.settle();
      });
      expect(lastCalls).toEqual(expect.arrayContaining(['tables.find', 'tables.create', 'warehouse.submit']));
      await expectNothingLeft(world, files);
    });

    it('while it follows the load up: dispatch brings the file to its end', async () => {
      const world = await createOwnWorld({ rules: THROUGH_TEMPORARY });
      const files: SourceFile[] = [];
      const lastCalls = await dieAtEachCall({ world, when }, async (dying, n) => {
        const file = await world.upload(`data/${n}.json`, rows(n, n));
        files.push(file);
        await world.deliver(file);
        const [due] = await untilDue(world);
        await world.deliver(due, dying).catch(unlessKilled);
        world.advance(LATER_MS);
        await world.settle();
      });
      expect(lastCalls).toEqual(expect.arrayContaining(['journal.addJobs', 'warehouse.submit']));
      await expectNothingLeft(world, files);
    });
  },
);

describe.concurrent.each(['before', 'after'] as const)('a process that dies just %s any call', (when) => {
  it('while it follows a job up: dispatch brings the file to its end, no event delivered again', async () => {
    const world = await createOwnWorld({ rules: rule(true) });
    const files: SourceFile[] = [];
    const lastCalls = await dieAtEachCall({ world, when }, async (dying, n) => {
      const file = await world.upload(`data/${n}.json`, rows(n));
      files.push(file);
      await world.deliver(file);
      const [due] = await untilDue(world);
      await world.deliver(due, dying).catch(unlessKilled);
      world.advance(LATER_MS);
      await world.settle();
    });
    expect(lastCalls).toEqual(
      expect.arrayContaining(['journal.claim', 'journal.addStep', 'journal.finish', 'objects.remove']),
    );
    await expectLoadedOnce(world, files);
  });

  it('while it dispatches: the next run goes on', async () => {
    const world = await createOwnWorld({ rules: rule(true) });
    const files: SourceFile[] = [];
    const lastCalls = await dieAtEachCall({ world, when }, async (dying, n) => {
      const file = await world.upload(`data/${n}.json`, rows(n));
      files.push(file);
      await world.deliver(file);
      await untilJobDone(world, file);
      await dispatch(dying).catch(unlessKilled);
      await world.settle();
    });
    expect(lastCalls).toEqual(
      expect.arrayContaining(['objects.page', 'warehouse.job', 'objects.copyNew', 'objects.remove']),
    );
    await expectLoadedOnce(world, files);
  });
});

import { describe, expect, it } from 'vitest';
import { list } from '../../../functions/cli/status/list.ts';
import { listText } from '../../../functions/cli/status/listText.ts';
import { statusText } from '../../../functions/cli/status/statusText.ts';
import { fileStatus } from '../../../functions/cli/status/trail.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';
import { inMemory, type ProcessWorld, rows } from './processWorld.ts';

const push = (what: string): string =>
  `[ { Action: push, Request: { Topic: told, Data: { what: ${what}, bad: $BadURIs, error: $Error } } } ]`;

const ruleOf = (more: string, dest = 'Table: shop.orders'): string => `
When: { Prefix: /data/ }
Async: true
Dest: { ${dest} }
${more}`;

const BATCH = 'Batch: { Window: { DurationInSec: 60 } }';

const toldIn = ({ cloud }: ProcessWorld): { what: string; bad: string[]; error: string }[] =>
  cloud.published.map(({ message }) => JSON.parse(String(message.data)));

const entryOf = async ({ deps }: ProcessWorld, { bucket, name }: SourceFile) =>
  (await deps.journal.versions({ bucket, name })).map(({ status, error, quarantinedTo }) => ({
    status,
    error,
    quarantinedTo,
  }));

const gs = (name: string): string => `gs://${TRIGGER}/data/${name}`;

describe('OnBadFiles', () => {
  const RULE = ruleOf(
    `${BATCH}\nOnSuccess: [ { Action: delete } ]\nOnFailure: ${push('failure')}\nOnBadFiles: ${push('bad')}`,
  );

  it('runs once for the files that were set aside, and OnFailure does not, while others are loaded', async () => {
    await inMemory({ rules: RULE }, async (world) => {
      world.upload('data/1.json', rows(1));
      world.upload('data/2.json', '{"id":"x"}\n');
      world.upload('data/3.json', '');
      await world.settle();
      expect(world.ids()).toEqual([1]);
      const [told, ...others] = toldIn(world);
      expect(others).toEqual([]);
      expect(told).toMatchObject({ what: 'bad', bad: [gs('2.json'), gs('3.json')] });
      expect(told?.error).toMatch(/^2 of 3 files were set aside: /);
      expect(told?.error).toContain(
        `${gs('2.json')}: JSON parsing error in row starting at position 0: Could not convert`,
      );
      expect(told?.error).toContain(`(now gs://${OPS}/invalid_schema/data/2.json)`);
      expect(told?.error).toContain(`${gs('3.json')}: the file is empty (now gs://${OPS}/corrupted/data/3.json)`);
    });
  });

  it('does not run where all files are good, nor where none is: that is a failure', async () => {
    await inMemory({ rules: RULE }, async (world) => {
      world.upload('data/1.json', rows(1));
      await world.settle();
      expect(toldIn(world)).toEqual([]);
      world.upload('data/2.json', '{"id":"x"}\n');
      await world.settle();
      expect(toldIn(world).map(({ what }) => what)).toEqual(['failure']);
    });
  });

  it('fails without keeping OnSuccess from the good files', async () => {
    const bad = '[ { Action: drop, Request: { Table: $1 } } ]';
    const rules = ruleOf(`${BATCH}\nOnSuccess: [ { Action: delete } ]\nOnBadFiles: ${bad}`);
    await inMemory({ rules }, async (world) => {
      const good = world.upload('data/1.json', rows(1));
      world.upload('data/2.json', '{"id":"x"}\n');
      await world.settle();
      expect(await world.steps(good)).toEqual([
        'Load[0] failed',
        'Load[1] done',
        'OnBadFiles[0] failed',
        'OnSuccess[0] done',
      ]);
      expect(await world.process(good)).toMatchObject({
        status: 'actionFailed',
        error: { message: expect.stringContaining('OnBadFiles[0] drop') },
      });
      expect(world.objects().filter((url) => url.startsWith(gs('')))).toEqual([]);
    });
  });
});

describe('what does not exist', () => {
  it.each([
    ['Table: nowhere.t', 'dataset own.nowhere does not exist: create it'],
    ['Table: shop.none', 'table own.shop.none does not exist, or has no columns, and the rule does not say which'],
    ['Table: shop.t, Schema: { Template: shop.none }', 'Dest.Schema.Template own.shop.none does not exist; create it'],
  ])('%s is named, with what to do: %s', async (dest, said) => {
    await inMemory({ rules: ruleOf('', dest) }, async (world) => {
      const file = world.upload('data/1.json', rows(1));
      await world.settle();
      expect((await world.process(file))?.error?.message).toContain(said);
    });
  });

  it('is named for an action, too', async () => {
    const copy = 'OnSuccess: [ { Action: copy, Request: { Source: shop.none, Dest: shop.orders } } ]';
    await inMemory({ rules: ruleOf(copy) }, async (world) => {
      const file = world.upload('data/1.json', rows(1));
      await world.settle();
      const message = (await world.process(file))?.error?.message;
      expect(message).toMatch(/^OnSuccess\[0\] copy: .*table own\.shop\.none does not exist: create it/);
    });
  });
});

describe('status and ledger', () => {
  it('tell every file’s own outcome, and the list counts them', async () => {
    await inMemory({ rules: ruleOf(BATCH) }, async (world) => {
      const good = world.upload('data/1.json', rows(1));
      const bad = world.upload('data/2.json', '{"id":"x"}\n');
      await world.settle();
      expect(await entryOf(world, bad)).toMatchObject([
        { status: 'setAside', quarantinedTo: `gs://${OPS}/invalid_schema/data/2.json` },
      ]);
      const told = statusText(await fileStatus(bad, world.deps), world.deps.settings.projectId);
      expect(told).toContain(`${gs('2.json')} generation ${bad.generation}, ${bad.size} bytes, setAside`);
      expect(told).toContain(`now gs://${OPS}/invalid_schema/data/2.json`);
      expect(told).toContain('1 of 2 files, 1 set aside');
      expect(told).toMatch(/set aside: gs:\S+2\.json, now gs:\S+, JSON parsing error/);
      expect((await fileStatus(good, world.deps)).versions).toMatchObject([
        { status: 'loaded', committed: expect.any(Date) },
      ]);
      expect(listText(await list({ limit: 5 }, world.deps))).toContain('1 of 2 files, 1 set aside');
    });
  });

  it('tell of each of a hundred bad files, more than the process itself has room for', async () => {
    await inMemory({ rules: ruleOf(BATCH) }, async (world) => {
      world.upload('data/good.json', rows(1));
      const bad = Array.from({ length: 100 }, (_, index) => world.upload(`data/${index}.json`, '{"id":"x"}\n'));
      await world.settle();
      expect(world.ids()).toEqual([1]);
      for (const file of bad) {
        expect(await entryOf(world, file)).toEqual([
          {
            status: 'setAside',
            error: expect.stringContaining('Could not convert value to integer'),
            quarantinedTo: `gs://${OPS}/invalid_schema/${file.name}`,
          },
        ]);
      }
    });
  });

  it('have the rows that were let go', async () => {
    await inMemory({ rules: ruleOf('', 'Table: shop.orders, MaxBadRecords: 5') }, async (world) => {
      const file = world.upload('data/1.csv', '1,a\nx,b\ny,c\n');
      await world.settle();
      expect(await world.deps.journal.versions(file)).toMatchObject([{ rowsLoaded: 1, rowsParsed: 3 }]);
      const told = statusText(await fileStatus(file, world.deps), world.deps.settings.projectId);
      expect(told).toContain('rows 1 of 3, the others were bad (MaxBadRecords)');
      expect(told).toContain('note: 2 bad rows were dropped (MaxBadRecords)');
    });
  });

  it('have the rows and the time of a file that a second job loaded', async () => {
    const rules = ruleOf('', 'Table: shop.orders, AllowFieldAddition: true');
    await inMemory({ rules }, async (world) => {
      const file = world.upload('data/1.json', '{"id":1,"more":"x"}\n');
      await world.settle();
      expect(await world.steps(file)).toEqual(['Load[0] failed', 'Load[1] done']);
      expect(await world.deps.journal.versions(file)).toMatchObject([
        { status: 'loaded', rowsLoaded: 1, committed: expect.any(Date) },
      ]);
    });
  });

  it.each([
    ['alone', ruleOf('')],
    ['first in its window', ruleOf(BATCH)],
  ])('say nothing of the rules that a file had to wait for, once it is loaded (%s)', (_, rules) =>
    inMemory({ rules }, async (world) => {
      world.cloud.putRules(rules.replace('Table:', 'Tabel:'));
      await world.cloud.clock.sleep(120_000);
      const file = world.upload('data/a.json', rows(1));
      await world.deliver(file);
      expect(await entryOf(world, file)).toMatchObject([{ status: 'unruled', error: expect.any(String) }]);
      world.cloud.putRules(rules);
      await world.cloud.clock.sleep(120_000);
      await world.settle();
      await world.deliver(file);
      await world.settle();
      expect(world.ids()).toEqual([1]);
      expect(await entryOf(world, file)).toEqual([{ status: 'loaded' }]);
    }),
  );

  it('say of a version that was overwritten within its window that it is superseded', async () => {
    await inMemory({ rules: ruleOf(BATCH) }, async (world) => {
      const older = world.upload('data/1.json', rows(1));
      await world.deliver(older);
      await world.cloud.clock.sleep(1_000);
      const newer = world.upload('data/1.json', rows(2));
      await world.deliver(newer);
      await world.settle();
      expect(world.ids()).toEqual([2]);
      const { versions } = await fileStatus(newer, world.deps);
      expect(versions.map(({ generation, status }) => ({ generation, status }))).toEqual([
        { generation: newer.generation, status: 'loaded' },
        { generation: older.generation, status: 'superseded' },
      ]);
    });
  });
});

it('a column of the temporary table that the destination lacks is named each time', async () => {
  const rules = ruleOf('', 'Table: shop.orders, Transient: { Dataset: temp, Template: shop.wide }');
  await inMemory({ rules }, async (world) => {
    world.cloud.createTable('shop.wide', { id: 'INTEGER', name: 'STRING', more: 'STRING', other: 'STRING' });
    for (const id of [1, 2]) {
      const file = world.upload(`data/${id}.json`, `{"id":${id},"more":"x"}\n`);
      await world.settle();
      expect((await world.process(file))?.notes).toEqual([
        'columns more, other left out: own.shop.orders has no such column; add it there, or set Dest.AllowFieldAddition',
      ]);
      expect(statusText(await fileStatus(file, world.deps), world.deps.settings.projectId)).toContain(
        'note: columns more, other left out',
      );
    }
    expect(world.ids()).toEqual([1, 2]);
  });
});

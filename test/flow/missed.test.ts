import { expect, it } from 'vitest';
import { dispatch } from '../../functions/src/dispatch/dispatch.ts';
import type { Search } from '../../functions/src/journal/journal.ts';
import type { SourceFile } from '../../functions/src/model/sourceFile.ts';
import { disturb } from '../support/disturb.ts';
import { createOwnWorld, type OwnWorld, rows } from './ownWorld.ts';

const RULE = `
When: { Prefix: /data/, Suffix: .json }
Async: true
Dest: { Table: TABLE }
OnSuccess: [ { Action: delete } ]
`;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** A world that searches every hour, and whose searches are its own. */
async function createSearchingWorld(rules = RULE): Promise<{ world: OwnWorld; run(): Promise<SourceFile[]> }> {
  // What the ledger may have forgotten is not looked at.
  const world = await createOwnWorld({ rules, settings: { journalTtlDays: 90 } });
  let search: Search | undefined;
  const journal = {
    ...world.deps.journal,
    search: async () => search,
    writeSearch: async (next: Search) => {
      search = next;
    },
  };
  const deps = { ...world.deps, journal, settings: { ...world.deps.settings, missedFileSec: 3600 } };
  return {
    world,
    async run() {
      const found: SourceFile[] = [];
      const { missed, errors } = await dispatch(deps);
      expect(errors).toEqual([]);
      const asked = (await world.followUps()).filter(({ name }) => name.endsWith('.arrival'));
      expect(missed).toBe(asked.length);
      for (const arrival of asked) {
        const file = await world.deps.arrivals.read(arrival);
        if (file) found.push(file);
        await world.deliver(arrival);
      }
      return found;
    },
  };
}

it('a file whose event never came is taken in, once, after its time', async () => {
  const { world, run } = await createSearchingWorld();
  // bqtail is new: what lay there before was never meant for it.
  expect(await run()).toEqual([]);
  const missed = await world.upload('data/missed.json', rows(1));
  await world.upload('data/other.txt', 'no rule matches it');
  const known = await world.upload('data/known.json', rows(2));
  await world.deliver(known);
  expect(await run()).toEqual([]);
  world.advance(2 * HOUR_MS);
  expect((await run()).map(({ name }) => name)).toEqual([missed.name]);
  world.advance(2 * HOUR_MS);
  expect(await run()).toEqual([]);
  await world.settle();
  expect(await world.ids()).toEqual([1, 2]);
});

it('files of a batch that are missed join a window', async () => {
  const { world, run } = await createSearchingWorld(`${RULE}\nBatch: { Window: { DurationInSec: 60 } }`);
  await run();
  for (let n = 0; n < 3; n++) await world.upload(`data/${n}.json`, rows(n));
  world.advance(2 * HOUR_MS);
  expect(await run()).toHaveLength(3);
  await world.settle();
  expect(await world.ids()).toEqual([0, 1, 2]);
  expect(await world.objects()).toEqual([]);
});

it('a process that died before it left a task file, and whose event does not come again, is taken up within minutes', async () => {
  const world = await createOwnWorld({ rules: RULE });
  const file = await world.upload('data/a.json', rows(1));
  const dying = disturb(world.deps, ({ index }) => (index === 2 ? { isLast: 'before' } : undefined));
  await world.deliver(file, dying.deps).catch(() => undefined);
  expect(dying.calls).toContain('journal.start');
  expect(dying.calls).not.toContain('objects.write');
  await world.settle();
  expect((await world.process(file))?.status).toBe('running');
  world.advance(5 * MINUTE_MS);
  expect((await dispatch(world.deps)).touched).toBe(1);
  await world.settle();
  expect((await world.process(file))?.status).toBe('done');
  expect(await world.ids()).toEqual([1]);
  expect(await world.objects()).toEqual([]);
});

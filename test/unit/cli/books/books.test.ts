import { expect, it } from 'vitest';
import { booksText } from '../../../../functions/cli/books/booksText.ts';
import { readBooks } from '../../../../functions/cli/books/readBooks.ts';
import { type LiveWorld, liveWorld } from '../../process/liveWorld.ts';

const RULES = 'When: { Prefix: /data/ }\nAsync: true\nDest: { Table: shop.orders }';
const HOUR = 60;

async function threeHours(): Promise<LiveWorld> {
  const world = liveWorld({ rules: RULES, settings: { missedFileSec: 3_600 } });
  world.comes = ({ name }) => name !== 'data/late.json';
  world.cloud.upload('data/late.json', '{"id":"late"}\n');
  for (const n of [1, 2, 3]) {
    world.cloud.upload(`data/${n}.json`, `{"id":"${n}"}\n`);
    await world.pass(HOUR);
  }
  await world.pass(0.5 * HOUR);
  world.cloud.upload('data/4.json', '{"id":"4"}\n');
  await world.pass(5);
  return world;
}

const DAWN = new Date('2026-03-02T00:00:00Z');

it('books have a line an hour, the one that runs included, and name what strayed', async () => {
  const { cloud } = await threeHours();
  const lines = booksText(await readBooks(DAWN, cloud.deps())).split('\n');
  expect(lines[0]).toMatch(/^HOUR \(UTC\) +CREATED +LOADED +SET ASIDE .* LOST +CLOSED$/);
  expect(lines[1]).toMatch(/^2026-03-02 12 +2 +2 +0 .* 0 +2026-03-02T1\d:\d\dZ [0-9a-f]{8}$/);
  expect(lines.slice(2, 5).map((line) => line.slice(0, 13))).toEqual([
    '2026-03-02 13',
    '2026-03-02 14',
    '2026-03-02 15',
  ]);
  expect(lines[4]).toMatch(/ open$/);
  expect(lines.at(-1)).toMatch(/^noted: data\/late\.json \(\d+\): its event never came; bqtail takes it in$/);
});

it('books leave out the hours before', async () => {
  const { cloud } = await threeHours();
  const { books } = await readBooks(new Date('2026-03-02T14:59:00Z'), cloud.deps());
  expect(books.map(({ hour }) => hour)).toEqual(['2026-03-02_14', '2026-03-02_15']);
});

it('a closed book that somebody changed is told of', async () => {
  const { cloud } = await threeHours();
  const deps = cloud.deps();
  expect((await readBooks(DAWN, deps)).broken).toEqual([]);
  const path = 'books/2026-03-02_12';
  const fields = { ...cloud.firestore.documents.get(path)?.fields, lost: 7 };
  cloud.firestore.documents.apply([{ kind: 'set', path, fields }]);
  const told = await readBooks(DAWN, deps);
  expect(told.broken[0]).toBe('2026-03-02_12');
  expect(booksText(told)).toContain(
    'the closed book of 2026-03-02 12, or the one before it, was changed after it was closed',
  );
});

it('hours that no search has covered are counted too, from the time that is asked for', async () => {
  const world = liveWorld({ rules: RULES, settings: { missedFileSec: 0 } });
  for (const n of [1, 2, 3]) {
    world.cloud.upload(`data/${n}.json`, `{"id":"${n}"}\n`);
    await world.pass(HOUR);
  }
  const hoursSince = async (since: Date) => (await readBooks(since, world.cloud.deps())).books.map(({ hour }) => hour);
  expect(await hoursSince(DAWN)).toEqual(['2026-03-02_12', '2026-03-02_13', '2026-03-02_14']);
  expect(await hoursSince(new Date('2026-03-02T13:30:00Z'))).toEqual(['2026-03-02_13', '2026-03-02_14']);
});

it('books of a bucket to which nothing came say so', async () => {
  const { cloud } = liveWorld({ rules: RULES });
  expect(booksText(await readBooks(DAWN, cloud.deps()))).toBe('no file came');
});

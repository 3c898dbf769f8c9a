import { describe, expect, it } from 'vitest';
import { countHour } from '../../../functions/src/books/countHour.ts';
import { keepBooks } from '../../../functions/src/dispatch/keepBooks.ts';
import { createTroubles } from '../../../functions/src/dispatch/troubles.ts';
import { type Book, createdIn, sealOf } from '../../../functions/src/model/book.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { applyReplay } from '../../../functions/src/replay/applyReplay.ts';
import { planReplay } from '../../../functions/src/replay/planReplay.ts';
import { planRequest } from '../../../functions/src/replay/request.ts';
import { JobError } from '../../support/cloud/bigquery/jobError.ts';
import { TRIGGER } from '../../support/cloud/memoryCloud.ts';
import { collected } from '../../support/collected.ts';
import { type LiveWorld, liveWorld } from '../process/liveWorld.ts';

const RULES = `
- When: { Prefix: /data/batch/ }
  Async: true
  Dest: { Table: shop.orders }
  Batch: { Window: { DurationInSec: 60 } }
  OnSuccess: [ { Action: delete } ]
- When: { Prefix: /data/stays/ }
  Async: true
  Dest: { Table: shop.orders }
  Batch: { Window: { DurationInSec: 60 } }
- When: { Prefix: /data/alone/ }
  Async: true
  Dest: { Table: shop.orders }
`;
const row = (id: string): string => `{"id":"${id}"}\n`;

const worldOf = (): LiveWorld => liveWorld({ rules: RULES, settings: { missedFileSec: 3_600 } });

const booksOf = ({ cloud }: LiveWorld): Promise<Book[]> => collected(cloud.deps().books.since('2026-03-02_00'));

const strayed = (books: readonly Book[]): [string, string][] =>
  books.flatMap(({ strays }) => strays.map(({ name, why }): [string, string] => [name, why]));

/** Some of everything, in the first hour. */
function uploadAll({ cloud }: LiveWorld): Record<'batch' | 'stays' | 'alone', SourceFile[]> {
  const many = (folder: string, count: number) =>
    Array.from({ length: count }, (_, n) => cloud.upload(`data/${folder}/${n}.json`, row(`${folder}${n}`)));
  return { batch: many('batch', 5), stays: many('stays', 4), alone: many('alone', 3) };
}

/** Removes a file's entry from the ledger, as nobody should. */
const forget = ({ cloud, eventId }: LiveWorld, file: SourceFile): void =>
  cloud.firestore.documents.apply([{ kind: 'delete', path: `files/${eventId(file)}` }]);

/** Jobs run so long, and fail where a reason is given. */
function jobsRun({ cloud: { bigQuery } }: LiveWorld, hours: number, reason?: string): void {
  const error = reason === undefined ? {} : { error: new JobError({ reason, message: reason }) };
  const course = () => ({ pendingMs: 0, runMs: hours * 3_600_000, ...error });
  bigQuery.behaviour = { ...bigQuery.behaviour, course };
}

async function replay(world: LiveWorld, asked: object): Promise<void> {
  const deps = world.cloud.deps();
  const planned = planReplay(planRequest.parse(asked), 'ann', deps);
  await world.pass(1);
  const { id = '' } = await planned;
  const applied = applyReplay({ id, by: 'ann', reason: 'x' }, deps);
  await world.pass(1);
  await applied;
}

const reload = (world: LiveWorld, { name }: SourceFile): Promise<void> =>
  replay(world, { subject: { what: 'file', url: `gs://${TRIGGER}/${name}` }, force: true, reason: 'x' });

/** As a version left a process that did not say of which hour its file is. */
const withoutHour = ({ cloud }: LiveWorld, processId: string): void =>
  cloud.firestore.documents.apply([
    { kind: 'update', path: `journal/${processId}`, changes: [[['fileHour'], null] as const] },
  ]);

const HOURS = 60;

/** What Firestore's client rejects with once it has tried for a while (gRPC: UNAVAILABLE). */
const AWAY = Object.assign(new Error('14 UNAVAILABLE: away'), { code: 14 });

describe('the book of an hour', () => {
  it('puts every version on one side, and is closed once nothing is in flight', async () => {
    const world = worldOf();
    uploadAll(world);
    world.cloud.upload('data/alone/bad.json', '');
    world.cloud.upload('data/alone/x*.json', row('x'));
    world.cloud.upload('data/other/a.json', row('a'));
    await world.pass(3.5 * HOURS);
    expect(await booksOf(world)).toEqual([
      {
        hour: '2026-03-02_12',
        sides: { loaded: 12, setAside: 1, failed: 0, refused: 1, superseded: 0, unmatched: 1, inFlight: 0 },
        ...{ strays: [], lost: 0, closed: { at: expect.any(Date), hash: expect.stringMatching(/^[0-9a-f]{64}$/) } },
      },
    ]);
  });

  it('is no listing of its own', async () => {
    const world = worldOf();
    uploadAll(world);
    let listings = 0;
    world.trouble = ({ method, target }) => {
      if (method === 'objects.list' && target === `gs://${TRIGGER}/`) listings++;
      return undefined;
    };
    await world.pass(4.5 * HOURS);
    expect(listings).toBeLessThanOrEqual(5);
  });

  it('stays open while something is in flight, and says how much', async () => {
    const world = worldOf();
    world.cloud.putRules(RULES.replace('Dest: { Table: shop.orders }', 'Dest: { Tabel: shop.orders }'));
    world.cloud.upload('data/batch/a.json', row('a'));
    world.cloud.upload('data/alone/b.json', row('b'));
    await world.pass(0.5 * HOURS);
    world.cloud.putRules(RULES);
    jobsRun(world, 4);
    await world.pass(2.5 * HOURS);
    expect(await booksOf(world)).toMatchObject([{ hour: '2026-03-02_12', sides: { loaded: 0, inFlight: 2 } }]);
    expect((await booksOf(world))[0]?.closed).toBeUndefined();
    await world.pass(4 * HOURS);
    expect(await booksOf(world)).toMatchObject([{ sides: { loaded: 2, inFlight: 0 }, closed: {} }]);
  });

  it('stays open while a process runs that was begun before processes said of which hour their file is', async () => {
    const world = worldOf();
    jobsRun(world, 4);
    const file = world.cloud.upload('data/alone/a.json', row('a'));
    await world.pass(1);
    withoutHour(world, world.eventId(file));
    await world.pass(2.5 * HOURS);
    const [open] = await booksOf(world);
    expect(open).toMatchObject({ sides: { loaded: 0, inFlight: 1 }, strays: [] });
    expect(open?.closed).toBeUndefined();
    await world.pass(3 * HOURS);
    expect(await booksOf(world)).toMatchObject([{ sides: { loaded: 1, inFlight: 0 }, lost: 0, closed: {} }]);
  });

  it('stays open while such a process runs, where numbers agree since another file was loaded once more', async () => {
    const world = worldOf();
    const again = world.cloud.upload('data/alone/a.json', row('a'));
    await world.pass(3);
    await reload(world, again);
    await world.pass(3);
    jobsRun(world, 4);
    const file = world.cloud.upload('data/alone/b.json', row('b'));
    await world.pass(1);
    withoutHour(world, world.eventId(file));
    await world.pass(2.5 * HOURS);
    expect(world.process(file)).toMatchObject({ status: 'running' });
    const [open] = await booksOf(world);
    expect(open).toMatchObject({ sides: { loaded: 1, inFlight: 1 }, strays: [] });
    expect(open?.closed).toBeUndefined();
    await world.pass(3 * HOURS);
    expect(await booksOf(world)).toMatchObject([{ sides: { loaded: 2, inFlight: 0 }, lost: 0, closed: {} }]);
  });

  it('stays open while such a process loads a file once more', async () => {
    const world = worldOf();
    const file = world.cloud.upload('data/alone/a.json', row('a'));
    await world.pass(3);
    jobsRun(world, 4);
    await reload(world, file);
    withoutHour(world, String(world.entry(file)?.['process']));
    await world.pass(2.5 * HOURS);
    const [open] = await booksOf(world);
    expect(open).toMatchObject({ sides: { loaded: 0, inFlight: 1 } });
    expect(open?.closed).toBeUndefined();
    await world.pass(3 * HOURS);
    expect(await booksOf(world)).toMatchObject([{ sides: { loaded: 1, inFlight: 0 }, lost: 0, closed: {} }]);
  });

  it.each([false, true])(
    'stays open while such a process loads the file of a window again (numbers agree: %s)',
    async (agrees) => {
      const world = worldOf();
      if (agrees) {
        const again = world.cloud.upload('data/alone/a.json', row('a'));
        await world.pass(3);
        await reload(world, again);
      }
      jobsRun(world, 0, 'accessDenied');
      const file = world.cloud.upload('data/stays/b.json', row('b'));
      await world.pass(5);
      jobsRun(world, 4);
      await replay(world, { subject: { what: 'failed' } });
      withoutHour(world, world.eventId(file));
      await world.pass(2.5 * HOURS);
      expect(world.process(file)).toMatchObject({ status: 'running' });
      const [open] = await booksOf(world);
      expect(open).toMatchObject({ sides: { loaded: agrees ? 1 : 0, inFlight: 1 }, strays: [] });
      expect(open?.closed).toBeUndefined();
      await world.pass(3 * HOURS);
      expect(await booksOf(world)).toMatchObject([
        { sides: { loaded: agrees ? 2 : 1, inFlight: 0 }, lost: 0, closed: {} },
      ]);
    },
  );

  it('needs no plan where ledger and processes agree, whatever runs of other hours', async () => {
    const world = worldOf();
    uploadAll(world);
    await world.pass(HOURS);
    jobsRun(world, 4);
    const files = ['stays', 'alone'].map((folder) => world.cloud.upload(`data/${folder}/later.json`, row('later')));
    await world.pass(5);
    for (const file of files) expect(world.process(file)).toMatchObject({ status: 'running' });
    const deps = world.cloud.deps();
    const get: typeof deps.journal.get = async () => {
      throw new Error('a plan is read');
    };
    const counted = await countHour('2026-03-02_12', { ...deps, journal: { ...deps.journal, get } });
    expect(counted).toMatchObject({ isSettled: true, book: { sides: { loaded: 12, inFlight: 0 }, strays: [] } });
  });

  it('is reached in the end, however many hours without files lie before it and however slow they are looked at', async () => {
    const world = worldOf();
    const deps = world.cloud.deps();
    const from = new Date('2026-01-01T00:00:00Z');
    const to = new Date('2026-01-11T00:00:00Z');
    const slow: typeof deps.books.find = async (hour) => {
      await deps.clock.sleep(1_000);
      return deps.books.find(hour);
    };
    const looked = { ...deps, books: { ...deps.books, find: slow } };
    let reached = from;
    for (let runs = 0; runs < 40 && reached < to; runs++) {
      const end = new Date(deps.clock.now().getTime() + 20_000);
      const kept = keepBooks({ from: reached, to, end, except: new Set() }, createTroubles(), looked);
      await world.pass(2);
      const next = await kept;
      expect(next.getTime()).toBeGreaterThan(reached.getTime());
      reached = next;
    }
    expect(reached).toEqual(to);
  });

  it('is closed with the next search where Firestore did not count, or whoever counted died', async () => {
    for (const mishap of [{ refused: AWAY }, 'dies'] as const) {
      const world = worldOf();
      uploadAll(world);
      world.trouble = ({ method }) => (method === 'runAggregationQuery' ? mishap : undefined);
      await world.pass(2.5 * HOURS);
      expect(await booksOf(world)).toEqual([]);
      world.trouble = () => undefined;
      await world.pass(2 * HOURS);
      expect(await booksOf(world)).toMatchObject([{ hour: '2026-03-02_12', sides: { loaded: 12 }, closed: {} }]);
    }
  });

  it('is chained to the one that was closed before, so that none can be changed unseen', async () => {
    const world = worldOf();
    for (const n of [1, 2, 3]) {
      world.cloud.upload(`data/alone/${n}.json`, row(`${n}`));
      await world.pass(HOURS);
    }
    await world.pass(3 * HOURS);
    const books = await booksOf(world);
    expect(books.map(({ hour }) => hour)).toEqual(['2026-03-02_12', '2026-03-02_13', '2026-03-02_14']);
    let previous: { hour: string; hash: string } | undefined;
    for (const { closed, ...book } of books) {
      expect(closed?.previous).toEqual(previous);
      expect(closed?.hash).toBe(sealOf(book, closed?.at ?? new Date(0), previous).hash);
      previous = { hour: book.hour, hash: closed?.hash ?? '' };
    }
    const [first] = books;
    const forged = first && { ...first, sides: { ...first.sides, loaded: 2 } };
    expect(forged && sealOf(forged, forged.closed?.at ?? new Date(0), undefined).hash).not.toBe(first?.closed?.hash);
  });
});

describe('a loss is named, and nothing else is', () => {
  it('not a file that comes, and is loaded, while its hour is looked into: the hour is not settled', async () => {
    const world = worldOf();
    uploadAll(world);
    await world.pass(10);
    const deps = world.cloud.deps();
    const loadedByProcesses: typeof deps.books.loadedByProcesses = async (hour) => {
      const count = await deps.books.loadedByProcesses(hour);
      world.cloud.upload('data/alone/late.json', row('late'));
      await world.pass(5);
      return count;
    };
    const counted = await countHour('2026-03-02_12', { ...deps, books: { ...deps.books, loadedByProcesses } });
    expect(counted).toMatchObject({ isSettled: false, book: { sides: { loaded: 13, inFlight: 0 }, strays: [] } });
  });

  it('not a file that comes while its hour is looked into', async () => {
    const world = worldOf();
    uploadAll(world);
    await world.pass(10);
    const deps = world.cloud.deps();
    let isFirst = true;
    const inFlight: typeof deps.books.inFlight = async (hour) => {
      const count = await deps.books.inFlight(hour);
      if (isFirst) {
        isFirst = false;
        world.cloud.upload('data/batch/late.json', row('late'));
        await world.pass(0.1);
      }
      return count;
    };
    const { book } = await countHour('2026-03-02_12', { ...deps, books: { ...deps.books, inFlight } });
    expect(book).toMatchObject({ sides: { loaded: 12, inFlight: 1 }, strays: [], lost: 0 });
  });

  it('a file whose event never came, which is loaded all the same', async () => {
    const world = worldOf();
    world.comes = ({ name }) => name !== 'data/stays/2.json' && name !== 'data/other/a.json';
    uploadAll(world);
    world.cloud.upload('data/other/a.json', row('a'));
    await world.pass(4 * HOURS);
    const books = await booksOf(world);
    expect(books).toMatchObject([{ sides: { loaded: 12, unmatched: 1, inFlight: 0 }, lost: 0, closed: {} }]);
    expect(strayed(books).sort()).toEqual([
      ['data/other/a.json', 'no rule matches it, and its event never came'],
      ['data/stays/2.json', 'its event never came; bqtail takes it in'],
    ]);
    expect(world.ids('shop.orders')).toHaveLength(12);
  });

  it.each(['batch', 'stays', 'alone'] as const)(
    'an entry of the ledger that is gone (%s), whose rows are not loaded again',
    async (folder) => {
      const world = worldOf();
      const { [folder]: files } = uploadAll(world);
      const [file] = files;
      if (file === undefined) throw new Error('there is no file');
      await world.pass(30);
      forget(world, file);
      await world.pass(4 * HOURS);
      const books = await booksOf(world);
      expect(books).toMatchObject([{ sides: { loaded: 11, inFlight: 0 }, lost: 1, closed: {} }]);
      expect(strayed(books)).toEqual([
        [file.name, expect.stringMatching(/^process \d+ loaded it, and its entry in the ledger is gone$/)],
      ]);
      expect(world.ids('shop.orders')).toHaveLength(12);
    },
  );

  it('a process that is gone, whose files the ledger calls loaded', async () => {
    const world = worldOf();
    const { alone } = uploadAll(world);
    await world.pass(30);
    const [file] = alone;
    const path = `journal/${file && world.eventId(file)}`;
    world.cloud.firestore.documents.apply([{ kind: 'delete', path }]);
    await world.pass(4 * HOURS);
    const books = await booksOf(world);
    expect(books).toMatchObject([{ sides: { loaded: 11 }, lost: 1, closed: {} }]);
    expect(strayed(books)).toEqual([[file?.name, 'the ledger says that it is loaded, but no process has loaded it']]);
  });

  it('the files of a process whose plan is gone, and the book is closed all the same', async () => {
    const world = worldOf();
    const { stays } = uploadAll(world);
    await world.pass(30);
    const [file] = stays;
    const id = file && world.entry(file)?.['window'];
    const owner = String(world.cloud.firestore.documents.get(`windows/${id}`)?.fields['owner']);
    const changes = [[['planObject'], { name: 'plans/none.json', sha256: 'x' }] as const, [['plan'], null] as const];
    world.cloud.firestore.documents.apply([{ kind: 'update', path: `journal/${owner}`, changes }]);
    world.comes = () => false;
    world.cloud.upload('data/alone/late.json', row('late'));
    await world.pass(4 * HOURS);
    const books = await booksOf(world);
    expect(books).toMatchObject([{ closed: {} }]);
    expect(strayed(books).map(([name]) => name)).toContain('data/alone/late.json');
    // What its window says of the file is all that is known of it then.
    const versions = file && (await world.cloud.deps().journal.versions(file));
    expect(versions).toMatchObject([{ status: 'batched', window: id }]);
  });

  it('a file that a process may have loaded whose plan is gone, which is not loaded once more', async () => {
    const world = worldOf();
    const { stays } = uploadAll(world);
    await world.pass(30);
    const id = stays[0] && world.entry(stays[0])?.['window'];
    const owner = String(world.cloud.firestore.documents.get(`windows/${id}`)?.fields['owner']);
    const changes = [[['planObject'], { name: 'plans/none.json', sha256: 'x' }] as const, [['plan'], null] as const];
    world.cloud.firestore.documents.apply([{ kind: 'update', path: `journal/${owner}`, changes }]);
    const forgotten = stays.find((file) => world.eventId(file) !== owner);
    if (forgotten) forget(world, forgotten);
    await world.pass(4 * HOURS);
    expect(world.ids('shop.orders').filter((one) => String(one).startsWith('stays'))).toHaveLength(4);
    expect(strayed(await booksOf(world))).toContainEqual([
      forgotten?.name,
      expect.stringContaining(`process ${owner}, whose plan cannot be read, may have loaded it`),
    ]);
  });

  it('a file that was asked for is not lost while its event is on the way', async () => {
    const world = worldOf();
    uploadAll(world);
    await world.pass(HOURS / 2);
    world.comes = ({ name }) => name !== 'data/stays/late.json' && !name.startsWith('_load_/');
    world.cloud.upload('data/stays/late.json', row('late'));
    // By then the search that closes the hour has asked for the file.
    await world.pass(1.7 * HOURS);
    const [open] = await booksOf(world);
    expect(open?.closed).toBeUndefined();
    expect(open?.strays).toMatchObject([{ name: 'data/stays/late.json' }]);
    world.comes = () => true;
    await world.pass(3 * HOURS);
    expect(await booksOf(world)).toMatchObject([{ sides: { loaded: 13 }, lost: 0, closed: {} }]);
  });

  it('a file that was deleted behind our back, but not one that was overwritten', async () => {
    const world = worldOf();
    uploadAll(world);
    world.cloud.storage.remove({ bucket: TRIGGER, name: 'data/batch/1.json' });
    world.cloud.upload('data/batch/2.json', row('newer'));
    await world.pass(4 * HOURS);
    const books = await booksOf(world);
    expect(books).toMatchObject([{ sides: { loaded: 11, superseded: 2, inFlight: 0 }, lost: 0, closed: {} }]);
    expect(createdIn(books[0] as Book)).toBe(13);
    expect(strayed(books)).toEqual([
      ['data/batch/1.json', 'somebody else than bqtail deleted it before it was loaded'],
    ]);
  });
});

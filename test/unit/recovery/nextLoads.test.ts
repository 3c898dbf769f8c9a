import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ErrorDetail } from '../../../functions/src/failure/failure.ts';
import { loadAll, type Recovered } from './loadAll.ts';

const urlsOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `gs://b/${index}.json`);

/** `count` files among `total`, spread over them. */
const spread = (count: number, total: number): Set<string> =>
  new Set(Array.from({ length: count }, (_, index) => `gs://b/${Math.floor(((index + 0.5) * total) / count)}.json`));

const located = (url: string): ErrorDetail => ({ reason: 'invalid', location: url, message: 'Unexpected token' });
const UNLOCATED: ErrorDetail = {
  reason: 'invalid',
  message: 'JSON processing encountered too many errors, giving up.',
};

/** A BigQuery that names up to so many files of a load that fails; of each load, or as it pleases. */
const bigQuery =
  (bad: ReadonlySet<string>, namesUpTo: () => number) =>
  (urls: readonly string[]): ErrorDetail[] => {
    const found = urls.filter((url) => bad.has(url));
    return found.length === 0 ? [] : [UNLOCATED, ...found.slice(0, namesUpTo()).map(located)];
  };

function expectSorted(
  { loaded, removed, givenUp }: Recovered,
  urls: readonly string[],
  bad: ReadonlySet<string>,
): void {
  expect(givenUp).toBeUndefined();
  expect([...removed].sort()).toEqual([...bad].map((url) => [url, 1]).sort());
  const good = urls.filter((url) => !bad.has(url));
  expect([...loaded].sort()).toEqual(good.map((url) => [url, 1]).sort());
}

describe('20 bad files among 500', () => {
  const urls = urlsOf(500);
  const bad = spread(20, 500);

  it('take 2 load jobs where BigQuery names all of them', async () => {
    const result = await loadAll({ urls, run: bigQuery(bad, () => 500) });
    expectSorted(result, urls, bad);
    expect(result.jobs).toBe(2);
  });

  it('take 5 load jobs where it names five at a time', async () => {
    const result = await loadAll({ urls, run: bigQuery(bad, () => 5) });
    expectSorted(result, urls, bad);
    expect(result.jobs).toBe(5);
  });

  it('are found within MaxReload rounds where it names one at a time', async () => {
    const result = await loadAll({ urls, run: bigQuery(bad, () => 1) });
    expectSorted(result, urls, bad);
    expect(result.jobs).toBeLessThanOrEqual(60);
    expect(result.rounds).toBeLessThanOrEqual(15);
  });

  it('take 22 load jobs where it names none, and a look at them made them suspicious', async () => {
    const result = await loadAll({ urls, run: bigQuery(bad, () => 0), suspects: bad });
    expectSorted(result, urls, bad);
    expect(result.jobs).toBe(22);
  });

  it('take at most 60 load jobs where it names none, and one of them and ten others were taken for something else', async () => {
    const [missed = '', ...seen] = bad;
    const suspects = new Set([...seen, ...urls.slice(1, 11)]);
    const result = await loadAll({ urls, run: bigQuery(bad, () => 0), suspects });
    expectSorted(result, urls, bad);
    expect(result.removed.has(missed)).toBe(true);
    expect(result.jobs).toBeLessThanOrEqual(60);
  });

  it('are found by halving where nothing else is known', async () => {
    const result = await loadAll({ urls, run: bigQuery(bad, () => 0) });
    expectSorted(result, urls, bad);
    expect(result.jobs).toBeLessThanOrEqual(223);
    expect(result.rounds).toBe(9);
  });
});

describe('any files, some of them bad', () => {
  const batch = fc.integer({ min: 1, max: 200 }).chain((total) =>
    fc.record({
      urls: fc.constant(urlsOf(total)),
      bad: fc
        .uniqueArray(fc.nat(total - 1), { maxLength: Math.min(8, total) })
        .map((indices) => new Set(indices.map((index) => `gs://b/${index}.json`))),
    }),
  );

  it('each good one is loaded once, each bad one taken out once, whatever BigQuery names', async () => {
    await fc.assert(
      fc.asyncProperty(batch, fc.infiniteStream(fc.nat(4)), async ({ urls, bad }, names) => {
        const run = bigQuery(bad, () => names.next().value ?? 0);
        const result = await loadAll({ urls, run });
        expectSorted(result, urls, bad);
        expect(result.jobs).toBeLessThanOrEqual(1 + 2 * bad.size * (Math.ceil(Math.log2(urls.length)) + 1));
        expect(result.rounds).toBeLessThanOrEqual(15);
      }),
    );
  });

  it('named ones take no more loads than there are bad files, and one', async () => {
    await fc.assert(
      fc.asyncProperty(batch, fc.integer({ min: 2, max: 10 }), async ({ urls, bad }, atATime) => {
        const result = await loadAll({ urls, run: bigQuery(bad, () => atATime) });
        expectSorted(result, urls, bad);
        const isLastBad = bad.size === urls.length ? 0 : 1;
        expect(result.jobs).toBe(Math.ceil(bad.size / atATime) + isLastBad);
      }),
    );
  });

  it('suspects that are all of the bad ones take a load each, and the rest one', async () => {
    await fc.assert(
      fc.asyncProperty(batch, async ({ urls, bad }) => {
        fc.pre(bad.size > 0 && bad.size <= urls.length / 2);
        const result = await loadAll({ urls, run: bigQuery(bad, () => 0), suspects: bad });
        expectSorted(result, urls, bad);
        expect(result.jobs).toBe(2 + bad.size);
      }),
    );
  });

  it('and files that vanish while the others are loaded', async () => {
    const urls = urlsOf(100);
    const gone = new Set<string>();
    let jobs = 0;
    const run = (sources: readonly string[]): ErrorDetail[] => {
      const missing = sources.filter((url) => gone.has(url));
      if (missing.length > 0) return missing.map((url) => ({ reason: 'notFound', message: `Not found: URI ${url}` }));
      gone.add(`gs://b/${jobs++}.json`);
      return sources.length > 3 ? [UNLOCATED] : [];
    };
    const { loaded, removed, givenUp } = await loadAll({ urls, run });
    expect(givenUp).toBeUndefined();
    expect([...loaded.keys(), ...removed.keys()].sort()).toEqual([...urls].sort());
    expect([...loaded.values(), ...removed.values()].every((times) => times === 1)).toBe(true);
  });
});

describe('it ends', () => {
  it('after MaxReload reloads', async () => {
    const urls = urlsOf(500);
    const result = await loadAll({ urls, run: bigQuery(spread(20, 500), () => 1), maxReload: 3 });
    expect(result.givenUp).toContain('after 3 reloads (MaxReload); 496 of its files');
    expect(result.jobs).toBe(4);
  });

  it('at once where there is to be no reload, but the files that BigQuery named are taken out', async () => {
    const urls = urlsOf(3);
    const result = await loadAll({ urls, run: bigQuery(new Set(['gs://b/1.json']), () => 1), maxReload: 0 });
    expect(result.givenUp).toContain('after 0 reloads');
    expect([...result.removed.keys()]).toEqual(['gs://b/1.json']);
  });

  it('where not one file can be loaded on its own: then it is not the files', async () => {
    const urls = urlsOf(10_000);
    const result = await loadAll({ urls, run: () => [UNLOCATED] });
    expect(result.givenUp).toContain('none of 10 files could be loaded on its own');
    expect(result.removed.size).toBeLessThanOrEqual(10);
    expect(result.jobs).toBeLessThanOrEqual(60);
  });

  it('before one process uses up the load jobs that a table takes in a day', async () => {
    const urls = urlsOf(10_000);
    const result = await loadAll({ urls, run: bigQuery(spread(500, 10_000), () => 0) });
    expect(result.givenUp).toContain('it took 250 load jobs already');
    expect(result.jobs).toBe(250);
  });

  it('with 10,000 files, as many as one load job takes, within the rounds that there are by default', async () => {
    const urls = urlsOf(10_000);
    const bad = new Set(['gs://b/0.json', 'gs://b/7777.json', 'gs://b/9999.json']);
    for (const names of [0, 1]) {
      const result = await loadAll({ urls, run: bigQuery(bad, () => names) });
      expectSorted(result, urls, bad);
      expect(result.rounds).toBeLessThanOrEqual(15);
    }
  });
});

it('a file alone that fails for its rows without being named is the bad one', async () => {
  const urls = urlsOf(1);
  const result = await loadAll({ urls, run: () => [UNLOCATED] });
  expect(result).toMatchObject({ jobs: 1, removed: new Map([['gs://b/0.json', 1]]), loaded: new Map() });
});

describe('words that nobody knows, and that name no file', () => {
  const UNKNOWN: ErrorDetail = { reason: 'invalid', message: 'Something that nobody has heard of.' };
  const refusing =
    (bad: ReadonlySet<string>) =>
    (urls: readonly string[]): ErrorDetail[] =>
      urls.some((url) => bad.has(url)) ? [UNKNOWN] : [];

  it('take no file out where none can be loaded, and end after three', async () => {
    const urls = urlsOf(10_000);
    const result = await loadAll({ urls, run: () => [UNKNOWN] });
    expect(result.givenUp).toContain('3 files failed on their own, and none was loaded');
    expect(result.removed.size).toBe(0);
    expect(result.jobs).toBeLessThanOrEqual(18);
  });

  it('take one of two files out only after the other was loaded', async () => {
    const urls = urlsOf(2);
    const seen: string[][] = [];
    const run = (sources: readonly string[]): ErrorDetail[] => {
      seen.push([...sources]);
      return refusing(new Set(['gs://b/0.json']))(sources);
    };
    const result = await loadAll({ urls, run });
    expect(seen).toEqual([urls, ['gs://b/0.json'], ['gs://b/1.json'], ['gs://b/0.json']]);
    expect(result).toMatchObject({
      removed: new Map([['gs://b/0.json', 1]]),
      loaded: new Map([['gs://b/1.json', 1]]),
    });
  });

  it('take none of two out where both fail', async () => {
    const result = await loadAll({ urls: urlsOf(2), run: () => [UNKNOWN] });
    expect(result.givenUp).toContain('2 files failed on their own, and none was loaded');
    expect(result).toMatchObject({ jobs: 4, removed: new Map(), loaded: new Map() });
  });

  it('take none out that can be loaded in the end', async () => {
    let isBroken = true;
    const urls = urlsOf(2);
    const run = (sources: readonly string[]): ErrorDetail[] => {
      if (sources.length > 1 || (isBroken && sources[0] === urls[0])) return [UNKNOWN];
      isBroken = false;
      return [];
    };
    const result = await loadAll({ urls, run });
    expect(result).toMatchObject({ removed: new Map(), loaded: new Map(urls.map((url) => [url, 1])) });
  });

  it('take out the bad ones among any files, unless too many of them come first', async () => {
    const batch = fc.integer({ min: 10, max: 100 }).chain((total) =>
      fc.record({
        urls: fc.constant(urlsOf(total)),
        bad: fc.uniqueArray(fc.nat(total - 1), { minLength: 1, maxLength: 2 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(batch, async ({ urls, bad }) => {
        const named = new Set(bad.map((index) => `gs://b/${index}.json`));
        expectSorted(await loadAll({ urls, run: refusing(named) }), urls, named);
      }),
    );
  });
});

describe('files that BigQuery may not read, one named a load', () => {
  const denied = (url: string): ErrorDetail => ({
    reason: 'accessDenied',
    message: `Access Denied: File ${url}: Access Denied`,
  });

  it('end the process after ten loads where it may read none', async () => {
    const result = await loadAll({ urls: urlsOf(1000), run: ([url = '']) => [denied(url)] });
    expect(result.givenUp).toContain('10 loads in a row met files that BigQuery may not read');
    expect(result.jobs).toBe(10);
  });

  it('keep no other from being loaded, though the first five are among them', async () => {
    const urls = urlsOf(16);
    const unreadable = new Set(urls.slice(0, 5));
    const run = (some: readonly string[]): ErrorDetail[] => {
      const first = some.find((url) => unreadable.has(url));
      return first === undefined ? [] : [denied(first)];
    };
    expectSorted(await loadAll({ urls, run }), urls, unreadable);
  });
});

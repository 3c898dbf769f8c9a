import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ErrorDetail } from '../../../functions/src/failure/failure.ts';
import { FILE_TEXTS } from '../../../functions/src/recovery/filePlace.ts';
import { type SortedFiles, sortFiles } from '../../../functions/src/recovery/sortFiles.ts';

interface Recorded {
  sources: string[];
  status: { errors: ErrorDetail[] };
  expected: SortedFiles;
}

const FOLDER = new URL('../../fixtures/fileErrors/', import.meta.url);
const recordings = readdirSync(FOLDER)
  .sort()
  .map((name): [string, Recorded] => [name, JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))]);

describe('a load job that failed as recorded', () => {
  it.each(recordings)('%s', (_name, { sources, status, expected }) => {
    expect(sortFiles(status.errors, sources)).toEqual(expected);
  });

  it.each(FILE_TEXTS.map(({ text, place }) => [String(text), text, place] as const))(
    '%s is among them',
    (_, text, place) => {
      const said = recordings.flatMap(([, { expected }]) => expected.bad.filter((file) => file.place === place));
      expect(said.some(({ reason }) => text.test(reason))).toBe(true);
    },
  );
});

const PREFIX = 'Error while reading data, error message: ';
const bad = (errors: ErrorDetail[], sources: string[]): string[] =>
  sortFiles(errors, sources).bad.map(({ url }) => url);

describe('a file is named', () => {
  const names = ['a b.json', 'a%20b.json', 'ä/ö?.json', 'a,b;c.json', 'x.json.', 'line\nbreak.json'];
  const sources = names.map((name) => `gs://b/${name}`);

  it.each(sources)('by location: %j', (url) => {
    expect(bad([{ location: url, message: 'no' }], sources)).toEqual([url]);
  });

  it.each(sources)('at the end of a text: %j', (url) => {
    expect(bad([{ message: `${PREFIX}Unexpected token File: ${url}` }], sources)).toEqual([url]);
  });

  it.each(sources)('as not found: %j', (url) => {
    const error = { reason: 'notFound', message: `Not found: URI ${url}` };
    expect(sortFiles([error], sources).bad).toMatchObject([{ url, place: 'missing' }]);
    const files = { reason: 'notFound', message: `Not found: Files ${url.replace('gs://', '/bigstore/')}` };
    expect(sortFiles([files], sources).bad).toMatchObject([{ url, place: 'missing' }]);
  });

  it('in percent encoding, unless another one is really called so', () => {
    const encoded = 'gs://b/a%20b.json';
    expect(bad([{ location: encoded, message: 'no' }], ['gs://b/a b.json'])).toEqual(['gs://b/a b.json']);
    expect(bad([{ location: encoded, message: 'no' }], ['gs://b/a b.json', encoded])).toEqual([encoded]);
    expect(bad([{ location: 'gs://b/d%2Fe%3F', message: 'no' }], ['gs://b/d/e?'])).toEqual([]);
    expect(bad([{ location: 'gs://b/d/e%3F', message: 'no' }], ['gs://b/d/e?'])).toEqual(['gs://b/d/e?']);
  });

  it('and its name is the beginning of another name', () => {
    const sources = ['gs://b/a', 'gs://b/a.json', 'gs://b/a.json.gz'];
    for (const url of sources) {
      const message = `JSON parsing error in row starting at position 4 at file: ${url}. Unexpected token`;
      expect(bad([{ message }], sources)).toEqual([url]);
    }
    expect(bad([{ message: 'Unexpected token File: gs://b/a.js' }], sources)).toEqual([]);
  });
});

describe('what a file holds', () => {
  const sources = ['gs://b/good.json', 'gs://b/bad.json'];

  it.each([
    'JSON parsing error in row starting at position 0: Could not convert value to integer. Field: id; Value: gs://b/good.json',
    'JSON parsing error in row starting at position 0: Could not convert value to integer. Field: id; Value: Not found: URI gs://b/good.json',
    'JSON parsing error in row starting at position 0: No such field: at position 1 at file: gs://b/good.json.',
  ])('is not taken for a name: %s', (text) => {
    expect(bad([{ message: PREFIX + text }], sources)).toEqual([]);
    expect(bad([{ message: PREFIX + text, location: 'gs://b/bad.json' }], sources)).toEqual(['gs://b/bad.json']);
  });

  it('is not taken for what is wrong with it', () => {
    const message = `${PREFIX}JSON parsing error in row starting at position 0: Could not convert value to integer. Field: id; Value: Closing quote expected in string`;
    expect(sortFiles([{ message, location: 'gs://b/bad.json' }], sources).bad).toMatchObject([
      { place: 'invalidSchema' },
    ]);
  });
});

it('every source that is named is found, and nothing else, whatever the names', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => !/^\s|\s$/.test(text));
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 20 }), fc.infiniteStream(fc.nat(2)), (names, ways) => {
      const sources = names.map((name) => `gs://bucket/${name}`);
      const chosen = sources.filter((_, index) => index % 2 === 0);
      const errors = chosen.map((url): ErrorDetail => {
        const [way] = ways.take(1);
        if (way === 0) return { location: url, message: 'giving up' };
        return { message: way === 1 ? `Unexpected token File: ${url}` : `Not found: URI ${url}` };
      });
      expect(new Set(bad(errors, sources))).toEqual(new Set(chosen));
    }),
  );
});

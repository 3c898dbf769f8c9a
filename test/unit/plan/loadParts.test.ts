import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { loadParts } from '../../../functions/src/plan/loadParts.ts';

const file = (name: string): SourceFile => ({
  bucket: 'b',
  name,
  generation: '1',
  size: 1,
  created: '2026-01-31T00:00:00Z',
});
const files = (count: number, name = (n: number) => `f${n}`): SourceFile[] =>
  Array.from({ length: count }, (_, n) => file(name(n)));

describe('load jobs of a process', () => {
  test.each([
    [1, [[0, 1]]],
    [10_000, [[0, 10_000]]],
    [
      10_001,
      [
        [0, 10_000],
        [10_000, 10_001],
      ],
    ],
    [
      30_000,
      [
        [0, 10_000],
        [10_000, 20_000],
        [20_000, 30_000],
      ],
    ],
  ])('10,000 URIs at most: %i files', (count, parts) => {
    expect(loadParts(files(count)).map(({ from, to }) => [from, to])).toEqual(parts);
  });

  test('10 MB at most for a request', () => {
    const long = files(10_000, (n) => `${'n'.repeat(1000)}${n}`);
    for (const { from, to } of loadParts(long)) {
      expect(JSON.stringify(long.slice(from, to).map(({ name }) => `gs://b/${name}`)).length).toBeLessThan(10_000_000);
    }
    expect(loadParts(long)).toHaveLength(2);
  });

  test('every file is in exactly one', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 900 }), { maxLength: 200 }), (names) => {
        const covered = loadParts(names.map(file)).flatMap(({ from, to }) => names.slice(from, to));
        expect(covered).toEqual(names);
      }),
    );
  });
});

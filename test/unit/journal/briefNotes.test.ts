import { expect, test } from 'vitest';
import { briefNotes } from '../../../functions/src/journal/briefNotes.ts';

test('a few notes are kept as they are', () => {
  expect(briefNotes(['a', 'b'])).toEqual(['a', 'b']);
});

test('of 10,000 as many are kept as a document has room for, and the rest is counted', () => {
  const notes = Array.from({ length: 10_000 }, (_, n) => `gs://bucket/${'x'.repeat(80)}${n} was gone`);
  const brief = briefNotes(notes);
  expect(JSON.stringify(brief).length).toBeLessThan(100_000);
  expect(brief.at(-1)).toBe(`and ${10_000 - brief.length + 1} more like these`);
});

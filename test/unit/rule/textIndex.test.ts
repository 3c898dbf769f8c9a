import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTextIndex } from '../../../functions/src/rule/textIndex.ts';

it('finds exactly the texts that stand somewhere in another, as asking for each would', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', '😀'), { minLength: 1, maxLength: 4 })
    .map((all) => all.join(''));
  const longer = fc.array(fc.constantFrom('a', 'b', 'c', '😀'), { maxLength: 20 }).map((all) => all.join(''));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 12 }), longer, (texts, within) => {
      const index = createTextIndex(texts.map((one, place) => [one, place] as const));
      const expected = texts.flatMap((one, place) => (within.includes(one) ? [place] : []));
      expect([...new Set(index.within(within))].sort((a, b) => a - b)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

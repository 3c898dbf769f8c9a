import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextFree } from '../../../functions/src/batch/nextFree.ts';

/** Asks with these windows closed; answers what was found and how often it asked. */
async function find(isClosed: (offset: number) => boolean): Promise<{ found: number; looks: number }> {
  let looks = 0;
  const found = await nextFree(async (offset) => {
    looks++;
    return isClosed(offset);
  });
  return { found, looks };
}

it('is the next window, where that is not closed', async () => {
  expect(await find(() => false)).toEqual({ found: 1, looks: 1 });
});

it('is the first after an unbroken row of closed ones, found in a few looks', async () => {
  // A day of the shortest windows.
  expect(await find((offset) => offset < 8_640)).toEqual({ found: 8_640, looks: expect.any(Number) });
  expect((await find((offset) => offset < 8_640)).looks).toBeLessThan(30);
});

it('is not closed, and comes right after one that is, whichever are', async () => {
  const closed = fc.uniqueArray(fc.integer({ min: 1, max: 300 }));
  await fc.assert(
    fc.asyncProperty(closed, async (offsets) => {
      const { found } = await find((offset) => offsets.includes(offset));
      expect(offsets).not.toContain(found);
      expect([0, ...offsets]).toContain(found - 1);
    }),
  );
});

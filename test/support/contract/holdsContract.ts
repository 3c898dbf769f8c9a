import { describe, expect } from 'vitest';
import { clauseFor, type Implementation } from './contract.ts';
import { atOnce, type FirestorePorts, later, NOW } from './journalPorts.ts';

const MINUTE_MS = 60_000;

/** Something is held for as many minutes as it was refused in a row. */
const refusal = (now: Date) => ({ now, untilAfter: (refusals: number) => later(refusals * MINUTE_MS, now) });

export function holdsContract(implementation: Implementation<FirestorePorts>): void {
  const clause = clauseFor(implementation);

  describe('a hold', () => {
    clause('is on its key until it is over, and the longest of several counts', async ({ holds, bucket: key }) => {
      const other = `${key} other`;
      expect(await holds.heldUntil([key], NOW)).toBeUndefined();
      expect(await holds.hold(key, refusal(NOW))).toEqual({ until: later(MINUTE_MS), isNew: true });
      expect(await holds.heldUntil([key], NOW)).toEqual(later(MINUTE_MS));
      expect(await holds.heldUntil([other], NOW)).toBeUndefined();
      await holds.hold(other, refusal(later(10)));
      expect(await holds.heldUntil([key, other, 'none'], NOW)).toEqual(later(MINUTE_MS + 10));
      expect(await holds.heldUntil([key], later(MINUTE_MS))).toBeUndefined();
    });

    clause(
      'is met at once by the instance that made it, though it had found the key free',
      async ({ holds, bucket: key }) => {
        expect(await holds.heldUntil([key], NOW)).toBeUndefined();
        await holds.hold(key, refusal(NOW));
        expect(await holds.heldUntil([key], NOW)).toEqual(later(MINUTE_MS));
        expect(await holds.heldUntil([key], later(MINUTE_MS))).toBeUndefined();
      },
    );

    clause('of many refusals at once is one', async ({ holds, bucket: key }) => {
      const answers = await atOnce(6, () => holds.hold(key, refusal(NOW)));
      expect(answers.map(({ until }) => until)).toEqual(Array(6).fill(later(MINUTE_MS)));
      expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    });

    clause('gets longer with each refusal in a row', async ({ holds, bucket: key }) => {
      await holds.hold(key, refusal(NOW));
      const second = later(2 * MINUTE_MS);
      expect((await holds.hold(key, refusal(second))).until).toEqual(later(2 * MINUTE_MS, second));
      const muchLater = later(5 * 3_600_000);
      expect((await holds.hold(key, refusal(muchLater))).until).toEqual(later(MINUTE_MS, muchLater));
    });

    clause('lets none go, then one, then twice as many each time', async ({ holds, bucket: key }) => {
      const over = later(MINUTE_MS);
      expect(await holds.letGo(key, 10, NOW)).toBe(10);
      await holds.hold(key, refusal(NOW));
      expect(await holds.letGo(key, 10, NOW)).toBe(0);
      const counts: number[] = [];
      for (let n = 0; n < 5; n++) counts.push(await holds.letGo(key, 10, over));
      expect(counts).toEqual([1, 2, 4, 8, 10]);
      await holds.hold(key, refusal(later(2 * MINUTE_MS)));
      expect(await holds.letGo(key, 10, later(9 * MINUTE_MS))).toBe(1);
    });
  });
}

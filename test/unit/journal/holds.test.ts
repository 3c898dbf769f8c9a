import { describe, expect, it } from 'vitest';
import { memoryCloud } from '../../support/cloud/memoryCloud.ts';

const KEYS = ['table:shop.orders', 'project:own'];
const NOW = new Date('2026-01-31T12:00:00Z');
const later = (ms: number): Date => new Date(NOW.getTime() + ms);
const refusal = { now: NOW, untilAfter: () => later(60_000) };

/** Two instances of tail; the requests of the first for holds are counted. */
function instances() {
  const cloud = memoryCloud();
  let reads = 0;
  const { holds } = cloud.deps({
    send: async ({ method, target }, effect) => {
      if (method === 'batchGet' && target.includes('holds/')) reads++;
      return effect();
    },
  });
  return { holds, others: cloud.deps({ name: 'other' }).holds, reads: () => reads };
}

describe('keys that an instance has found free', () => {
  it('are read once for the files of a second', async () => {
    const { holds, reads } = instances();
    for (const ms of [0, 10, 500, 999]) expect(await holds.heldUntil(KEYS, later(ms))).toBeUndefined();
    expect(reads()).toBe(1);
    expect(await holds.heldUntil(KEYS, later(1_000))).toBeUndefined();
    expect(reads()).toBe(2);
  });

  it('are read again with a key that is not among them', async () => {
    const { holds, reads } = instances();
    await holds.heldUntil(KEYS, NOW);
    await holds.heldUntil(['table:shop.returns', 'project:own'], NOW);
    expect(reads()).toBe(2);
  });

  it('are held a second later at most, once another instance was refused, and at once in its own', async () => {
    const { holds, others } = instances();
    await holds.heldUntil(KEYS, NOW);
    await others.hold('project:own', refusal);
    expect(await others.heldUntil(KEYS, NOW)).toEqual(later(60_000));
    expect(await holds.heldUntil(KEYS, later(1_000))).toEqual(later(60_000));
  });
});

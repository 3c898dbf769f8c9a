import { describe, expect } from 'vitest';
import { ruleOf } from '../ruleOf.ts';
import { clauseFor, type Implementation } from './contract.ts';
import { atOnce, type FirestorePorts, later, NOW } from './journalPorts.ts';

const rule = ruleOf(`
When: { Prefix: /data/ }
Batch: { Window: { DurationInSec: 60 }, Group: { DurationInSec: 3600, OnDone: [] } }
Dest: { Table: ds.t }
`);

const groupIn = (bucket: string, id = `${bucket}-g`) => ({ id, bucket, destination: 'ds.t', ends: NOW, rule });

const HOUR_MS = 3_600_000;

export function groupsContract(implementation: Implementation<FirestorePorts>): void {
  const clause = clauseFor(implementation);

  describe('a group', () => {
    clause(
      'closes once its period is over and all its windows have ended, as its first window had it',
      async (ports) => {
        const { groups, bucket } = ports;
        const group = groupIn(bucket);
        expect(await groups.close(group.id, NOW)).toBeUndefined();
        expect(await groups.enter(group, 'w1')).toBe(true);
        expect(await groups.enter({ ...group, destination: 'ds.other' }, 'w2')).toBe(true);
        await groups.leave(group.id, 'w1');
        expect(await groups.enter(group, 'w1')).toBe(true);
        expect(await groups.close(group.id, NOW)).toEqual({ state: 'open' });
        await groups.leave(group.id, 'w2');
        expect(await groups.close(group.id, later(-1))).toEqual({ state: 'open' });
        expect(await groups.close(group.id, NOW)).toEqual({ state: 'closed', group, missing: [] });
      },
    );

    clause('that is closed takes no window any more, and stays closed', async ({ groups, bucket }) => {
      const group = groupIn(bucket);
      await groups.enter(group, 'w1');
      await groups.leave(group.id, 'w1');
      await groups.close(group.id, NOW);
      expect(await groups.enter(group, 'w2')).toBe(false);
      expect(await groups.enter(group, 'w1')).toBe(true);
      expect(await groups.close(group.id, NOW)).toMatchObject({ state: 'closed', missing: [] });
      await groups.leave('none', 'w1');
    });

    clause('closes long after its period without the windows that have not ended, and names them', async (ports) => {
      const { groups, bucket } = ports;
      const group = groupIn(bucket);
      for (const id of ['w1', 'w2']) await groups.enter(group, id);
      await groups.leave(group.id, 'w1');
      expect(await groups.close(group.id, later(5 * HOUR_MS))).toEqual({ state: 'open' });
      expect(await groups.close(group.id, later(7 * HOUR_MS))).toEqual({ state: 'closed', group, missing: ['w2'] });
    });

    clause('loses none of many windows that enter and leave at once', async ({ groups, bucket }) => {
      const group = groupIn(bucket);
      expect(await atOnce(8, (n) => groups.enter(group, `w${n}`))).toEqual(Array(8).fill(true));
      await atOnce(7, (n) => groups.leave(group.id, `w${n}`));
      expect(await groups.close(group.id, NOW)).toEqual({ state: 'open' });
      await groups.leave(group.id, 'w7');
      expect(await groups.close(group.id, NOW)).toMatchObject({ state: 'closed' });
    });

    clause('is overdue as long as it can be closed and is not finished', async ({ groups, bucket }) => {
      const [early, late] = [groupIn(bucket, `${bucket}-a`), { ...groupIn(bucket, `${bucket}-b`), ends: later(10) }];
      for (const group of [late, early]) await groups.enter(group, 'w1');
      expect(await groups.overdue(bucket, later(10))).toEqual([]);
      for (const group of [late, early]) await groups.leave(group.id, 'w1');
      expect(await groups.overdue(bucket, later(-1))).toEqual([]);
      expect(await groups.overdue(bucket, later(10))).toEqual([early, late]);
      await groups.close(early.id, later(10));
      expect(await groups.overdue(bucket, later(10))).toEqual([early, late]);
      await groups.finish(early.id);
      expect(await groups.overdue(bucket, later(10))).toEqual([late]);
      expect(await groups.overdue('another', later(10))).toEqual([]);
    });
  });
}

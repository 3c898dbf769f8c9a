import { describe, expect } from 'vitest';
import type { Joined, PlannedWindow } from '../../../functions/src/journal/windowRecord.ts';
import { ruleOf } from '../ruleOf.ts';
import { clauseFor, type Implementation } from './contract.ts';
import { atOnce, claimant, type FirestorePorts, fileOf, later, NOW, processOf } from './journalPorts.ts';

const WINDOW_MS = 60_000;
const MANY = 20;

const RULE = ruleOf(`
When: { Prefix: /data/ }
Batch: { Window: { DurationInSec: ${WINDOW_MS / 1000} } }
Dest: { Table: ds.t }
`);

/** The windows that follow one another in a bucket. */
const windowsIn =
  (bucket: string, more: Partial<PlannedWindow> = {}) =>
  (offset: number): PlannedWindow => ({
    id: `${bucket}-${offset}`,
    bucket,
    destination: 'ds.t',
    rule: RULE,
    start: later(offset * WINDOW_MS),
    end: later((offset + 1) * WINDOW_MS),
    closes: later((offset + 1) * WINDOW_MS),
    due: later((offset + 2) * WINDOW_MS),
    ...more,
  });

const join = ({ windows, bucket }: FirestorePorts, name: string, more: Partial<PlannedWindow> = {}): Promise<Joined> =>
  windows.join(fileOf(bucket, name), { windowAt: windowsIn(bucket, more), received: NOW, admit: async () => true });

const namesIn = async ({ windows }: FirestorePorts, windowId: string): Promise<string[]> =>
  (await windows.files(windowId)).map(({ name }) => name).sort();

/** Later than any window of a test closes. */
const EVER = later(24 * 3_600_000);

export function windowsContract(implementation: Implementation<FirestorePorts>): void {
  const clause = clauseFor(implementation);

  describe('windows', () => {
    clause('are listed until they have a process', async (ports) => {
      const { windows, register, bucket } = ports;
      await join(ports, 'a');
      await join(ports, 'b', { id: `${bucket}-b` });
      const listed = async (): Promise<string[]> => {
        const found: string[] = [];
        for await (const { id } of register.windows()) if (id.startsWith(bucket)) found.push(id);
        return found.sort();
      };
      expect(await listed()).toEqual([`${bucket}-0`, `${bucket}-b`]);
      await windows.close(`${bucket}-b`, EVER);
      expect(await listed()).toHaveLength(2);
      await windows.finish(`${bucket}-b`);
      expect(await listed()).toEqual([`${bucket}-0`]);
    });

    clause('the first file opens one, and the others join it', async (ports) => {
      const { windows, bucket } = ports;
      const opened = await join(ports, 'a');
      const planned = windowsIn(bucket)(0);
      const window = { ...planned, state: 'open', owner: opened.eventId };
      expect(opened).toEqual({ outcome: 'opened', window, eventId: opened.eventId });
      expect(await join(ports, 'b')).toMatchObject({ outcome: 'joined', window });
      expect(await windows.find(planned.id)).toEqual(window);
      expect(await windows.find('none')).toBeUndefined();
      expect(await namesIn(ports, planned.id)).toEqual(['a', 'b']);
      expect(await windows.files(planned.id)).toContainEqual({ ...fileOf(bucket, 'a'), received: NOW.getTime() });
    });

    clause('a file that comes again is where it was', async (ports) => {
      const [first, again] = [await join(ports, 'a'), await join(ports, 'a')];
      expect(again).toMatchObject({ outcome: 'known', eventId: first.eventId, window: { state: 'open' } });
      expect(await namesIn(ports, windowsIn(ports.bucket)(0).id)).toEqual(['a']);
    });

    clause(
      'a file that was taken in without a batch stays alone, and one of a window has no process',
      async (ports) => {
        const { journal, bucket } = ports;
        const file = fileOf(bucket, 'alone');
        await journal.start(file, (processId) => processOf(processId, [file]), claimant('a'));
        expect(await join(ports, 'alone')).toMatchObject({ outcome: 'alone' });
        const { id } = windowsIn(bucket)(0);
        await join(ports, 'a');
        const waiting = fileOf(bucket, 'a');
        expect(await journal.start(waiting, (processId) => processOf(processId, [waiting]), claimant('a'))).toEqual({
          window: id,
        });
        expect(await journal.isKnown(waiting)).toBe(true);
        expect(await journal.versions(waiting)).toMatchObject([{ status: 'batched', window: id }]);
      },
    );

    clause('of many files at once one opens the window, and all are in it', async (ports) => {
      const joined = await atOnce(MANY, (n) => join(ports, `data/${n}`));
      expect(joined.filter(({ outcome }) => outcome === 'opened')).toHaveLength(1);
      expect(joined.filter(({ outcome }) => outcome === 'joined')).toHaveLength(MANY - 1);
      expect(await namesIn(ports, windowsIn(ports.bucket)(0).id)).toHaveLength(MANY);
    });

    clause('one closes when it is to, and not before', async (ports) => {
      const { windows, bucket } = ports;
      const { id, closes } = windowsIn(bucket)(0);
      expect(await windows.close(id, EVER)).toBeUndefined();
      await join(ports, 'a');
      expect(await windows.close(id, later(-1, closes))).toMatchObject({ id, state: 'open' });
      expect(await windows.close(id, closes)).toMatchObject({ id, state: 'closed' });
      expect(await windows.close(id, closes)).toMatchObject({ id, state: 'closed' });
      await windows.finish(id);
      expect(await windows.find(id)).toMatchObject({ state: 'done' });
    });

    clause('who comes after the end joins the first later one that is open', async (ports) => {
      const { windows, bucket } = ports;
      const [first, second, third] = [0, 1, 2].map((offset) => windowsIn(bucket)(offset).id);
      for (const [name, id = ''] of [
        ['a', first],
        ['b', second],
      ] as const) {
        expect(await join(ports, name)).toMatchObject({ outcome: 'opened', window: { id } });
        await windows.close(id, EVER);
      }
      expect(await join(ports, 'c')).toMatchObject({ outcome: 'opened', window: { id: third } });
      expect(await join(ports, 'd')).toMatchObject({ outcome: 'joined', window: { id: third } });
    });

    clause(
      'joining and closing exclude each other: each file is in one window, and none in a closed one',
      async (ports) => {
        const { windows, bucket } = ports;
        const [own, next] = [windowsIn(bucket)(0).id, windowsIn(bucket)(1).id];
        await join(ports, 'first');
        const closing = Promise.all([windows.close(own, EVER), windows.close(own, EVER)]).then(() =>
          namesIn(ports, own),
        );
        const [joined, atTheEnd] = await Promise.all([atOnce(MANY, (n) => join(ports, `data/${n}`)), closing]);
        expect(await namesIn(ports, own)).toEqual(atTheEnd);
        const inOwn = joined.filter(({ eventId: _, ...one }) => 'window' in one && one.window?.id === own);
        expect(atTheEnd).toHaveLength(inOwn.length + 1);
        expect(await namesIn(ports, next)).toHaveLength(MANY - inOwn.length);
      },
    );

    clause('those that are due and have no process yet are found, the longest due first', async (ports) => {
      const { windows, bucket } = ports;
      const ids = [0, 1, 2, 3].map((offset) => windowsIn(bucket)(offset).id);
      for (const [n, id] of ids.entries()) {
        await join(ports, `data/${n}`);
        if (n < 3) await windows.close(id, EVER);
      }
      await windows.finish(ids[1] ?? '');
      const overdue = async (at: Date) => (await windows.overdue(bucket, at)).map(({ id }) => id);
      expect(await overdue(later(2 * WINDOW_MS - 1))).toEqual([]);
      expect(await overdue(later(4 * WINDOW_MS))).toEqual([ids[0], ids[2]]);
      expect(await overdue(EVER)).toEqual([ids[0], ids[2], ids[3]]);
      expect(await windows.overdue('another', EVER)).toEqual([]);
    });

    clause('one is opened only where it may be, and all is looked at again where it may not', async (ports) => {
      const { windows, bucket } = ports;
      let base = 0;
      const asked: string[] = [];
      const joined = await windows.join(fileOf(bucket), {
        windowAt: (offset) => windowsIn(bucket)(base + offset),
        received: NOW,
        async admit({ id }) {
          asked.push(id);
          return base++ === 2;
        },
      });
      const ids = [0, 1, 2].map((offset) => windowsIn(bucket)(offset).id);
      expect(asked).toEqual(ids);
      expect(joined).toMatchObject({ outcome: 'opened', window: { id: ids[2] } });
      expect(await windows.find(ids[0] ?? '')).toBeUndefined();
    });

    clause('one keeps the group that it belongs to', async (ports) => {
      const group = { id: `${ports.bucket}-g`, destination: 'ds.t', ends: EVER };
      expect(await join(ports, 'a', { group })).toMatchObject({ window: { group } });
      expect(await join(ports, 'b', { group })).toMatchObject({ outcome: 'joined', window: { group } });
    });

    clause('a version that no rule wanted at first joins like any other', async (ports) => {
      const { journal, bucket } = ports;
      for (const name of ['a', 'b']) {
        await journal.leave(fileOf(bucket, name), { status: 'unmatched', reason: 'no rule matches it' }, NOW);
      }
      expect(await join(ports, 'a')).toMatchObject({ outcome: 'opened' });
      expect(await join(ports, 'b')).toMatchObject({ outcome: 'joined' });
      expect(await journal.versions(fileOf(bucket, 'b'))).toMatchObject([{ status: 'batched' }]);
    });
  });
}

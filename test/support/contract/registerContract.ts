import { describe, expect } from 'vitest';
import type { ProcessFilter } from '../../../functions/src/journal/register.ts';
import { collected } from '../collected.ts';
import { clauseFor, type Implementation } from './contract.ts';
import { claimant, type FirestorePorts, fileOf, later, NOW, processOf, SUMMARY } from './journalPorts.ts';

const MINUTE_MS = 60_000;
const ERROR = { kind: 'permanent', reason: 'invalid', message: 'bad', details: [] } as const;

/** Processes of a minute each, of tables of the test's own. */
async function begin({ journal, bucket }: FirestorePorts) {
  const tables = ['a', 'a$20260131', 'b', 'a'].map((name) => `${bucket}.${name}`);
  const ids = tables.map((_, n) => `${bucket}-${n}`);
  for (const [n, destination] of tables.entries()) {
    const process = processOf(`${bucket}-${n}`, [fileOf(bucket, `data/${n}.json`)]);
    const started = later(n * MINUTE_MS);
    const plan = { ...process.plan, destination };
    const { claim } = await journal.open({ ...process, plan, started, progressed: started }, claimant('a', started));
    if (n === 3) await claim?.finish(process, { status: 'failed', error: ERROR, ended: later(1), summary: SUMMARY });
  }
  return { table: `${bucket}.a`, ids };
}

export function registerContract(implementation: Implementation<FirestorePorts>): void {
  const clause = clauseFor(implementation);

  describe('a register', () => {
    clause('lists the processes of a table, with all partitions, the newest first', async (ports) => {
      const { table, ids } = await begin(ports);
      const idsOf = async (filter: ProcessFilter) =>
        (await collected(ports.register.processes(filter))).map(({ processId }) => processId);
      expect(await idsOf({ table })).toEqual([ids[3], ids[1], ids[0]]);
      expect(await idsOf({ table, statuses: ['failed', 'actionFailed'] })).toEqual([ids[3]]);
      expect(await idsOf({ table, since: later(MINUTE_MS), until: later(2 * MINUTE_MS) })).toEqual([ids[1]]);
      expect(await idsOf({ table, statuses: ['running'], since: later(MINUTE_MS) })).toEqual([ids[1]]);
      const ofAll = await idsOf({ since: NOW, until: later(3 * MINUTE_MS) });
      expect(ofAll.filter((id) => ids.includes(id))).toEqual(ids.toReversed());
    });

    clause('tells of a process what its document holds, but for its plan', async (ports) => {
      const { table, ids } = await begin(ports);
      const [failed] = await collected(ports.register.processes({ table, statuses: ['failed'] }));
      expect(failed).toMatchObject({
        ...{ processId: ids[3], status: 'failed', rule: 'rules/test.yaml', destination: table, mode: 'async' },
        ...{ source: `gs://${ports.bucket}/data/3.json`, files: 1, error: ERROR, summary: SUMMARY, ended: later(1) },
      });
    });

    clause(
      'tells of a process all that the journal has of it, but for plan and jobs',
      async ({ journal, register, replays, bucket }) => {
        const table = `${bucket}.whole`;
        const begun = processOf(`${bucket}-whole`, [fileOf(bucket)]);
        const process = { ...begun, plan: { ...begun.plan, destination: table } };
        const { claim } = await journal.open(process, claimant('a'));
        const step = { step: 1, action: 'load', path: 'Load[0]', state: 'done', ended: NOW, rows: 1 } as const;
        await claim?.addStep(step, NOW);
        await claim?.addNotes(['a note']);
        await claim?.addSuperseded([0]);
        await claim?.addEmpty([{ index: 0, reason: 'the file is empty' }]);
        const waiting = { since: NOW, until: later(1), times: 1, reason: 'held', message: 'a hold' };
        await claim?.release({ lookAfter: later(1), waiting });
        const expectAlike = async () => {
          const { plan: _, jobs: __, ...rest } = (await journal.get(process.processId)) ?? process;
          const about = { rule: plan.rule, destination: table, mode: plan.mode, files: 1 };
          const source = `gs://${bucket}/${fileOf(bucket).name}`;
          expect(await collected(register.processes({ table }))).toEqual([{ ...rest, ...about, source }]);
        };
        const { plan } = process;
        await expectAlike();
        const claimed = await journal.claim(process.processId, () => claimant('b'));
        if (claimed?.state !== 'claimed') throw new Error('it was not claimed');
        const failed = { status: 'failed', error: ERROR, ended: later(1), summary: SUMMARY } as const;
        await claimed.claim.finish(process, failed);
        await expectAlike();
        const replay = { plan: 'abc', by: 'me', at: later(1), from: 2, status: 'failed' } as const;
        const asSeen = { ...process, status: 'failed' } as const;
        await replays.restart({ process: asSeen, replay, renamed: [], droppedJobs: [], notBefore: later(2) });
        await expectAlike();
      },
    );

    clause('lists versions by what became of them', async ({ journal, register, bucket }) => {
      const left = { status: 'refused', reason: 'a name with *' } as const;
      await journal.leave(fileOf(bucket, 'a*.json'), left, NOW);
      await journal.leave(fileOf(bucket, 'b.json'), { ...left, status: 'unmatched' }, NOW);
      const found = await collected(register.files(['refused', 'failed']));
      expect(found.filter((entry) => entry.bucket === bucket)).toEqual([
        expect.objectContaining({
          name: 'a*.json',
          status: 'refused',
          error: 'a name with *',
          created: NOW,
          received: NOW,
        }),
      ]);
    });

    clause('lists the holds that last', async ({ holds, register, bucket }) => {
      const key = `table:${bucket}`;
      await holds.hold(key, { now: NOW, untilAfter: () => later(60_000) });
      const keysAt = async (now: Date) => (await collected(register.holds(now))).filter((hold) => hold.key === key);
      expect(await keysAt(NOW)).toEqual([{ key, until: later(60_000), refusals: 1 }]);
      expect(await keysAt(later(60_001))).toEqual([]);
    });

    clause('knows when dispatch last swept', async ({ journal, register }) => {
      await journal.writeStatistics({ projects: {}, waiting: 0 });
      expect(await register.lastSweep()).toEqual(expect.any(Date));
    });

    clause('goes through more than one page', async ({ journal, register, bucket }) => {
      const count = 501;
      const names = Array.from({ length: count }, (_, n) => `many/${n}`);
      const why = { status: 'unmatched', reason: 'no rule' } as const;
      await Promise.all(names.map((name) => journal.leave(fileOf(bucket, name), why, NOW)));
      const found = (await collected(register.files(['unmatched']))).filter((entry) => entry.bucket === bucket);
      expect(found.map(({ name }) => name).sort()).toEqual(names.sort());
    });
  });
}

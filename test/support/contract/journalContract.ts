import { describe, expect } from 'vitest';
import type { Opened, Started } from '../../../functions/src/journal/journal.ts';
import { clauseFor, type Implementation } from './contract.ts';
import { atOnce, claimant, type FirestorePorts, fileOf, later, NOW, processOf, SUMMARY } from './journalPorts.ts';

/** How a version that is about to be taken in becomes a process. */
const begin =
  (...sources: Parameters<typeof processOf>[1]) =>
  (processId: string) =>
    processOf(processId, sources);

function openedIn(answer: Started): Opened {
  if ('window' in answer) throw new Error('it is in a window');
  return answer;
}

const HOUR_MS = 3_600_000;

export function journalContract(implementation: Implementation<FirestorePorts>): void {
  const clause = clauseFor(implementation);

  describe('a journal', () => {
    clause('knows nothing of a file that was not taken in', async ({ journal, bucket }) => {
      const file = fileOf(bucket);
      expect(await journal.find(file)).toBeUndefined();
      expect(await journal.isKnown(file)).toBe(false);
      expect(await journal.versions(file)).toEqual([]);
      expect(await journal.get('none')).toBeUndefined();
      expect(await journal.claim('none', () => claimant('a'))).toBeUndefined();
      expect(await journal.isClaimed('none', NOW)).toBe(false);
      await journal.warn('none', 'is nowhere to be kept');
      await journal.assertAnswers();
    });

    clause('starts one process for a version, however often and at once it is asked', async ({ journal, bucket }) => {
      const file = fileOf(bucket);
      const answers = await atOnce(8, (n) => journal.start(file, begin(file), claimant(`i${n}`)));
      const opened = answers.map(openedIn);
      expect(opened.filter(({ claim }) => claim)).toHaveLength(1);
      const ids = new Set(opened.map(({ process }) => process.processId));
      expect(ids.size).toBe(1);
      const [processId = ''] = ids;
      expect(await journal.get(processId)).toEqual(processOf(processId, [file]));
      expect(await journal.find(file)).toEqual(processOf(processId, [file]));
      expect(await journal.isKnown(file)).toBe(true);
    });

    clause(
      'says whether the invocation that began a process is at work on it, or dead',
      async ({ journal, bucket }) => {
        const file = fileOf(bucket);
        const again = async (by: string, now: Date) =>
          openedIn(await journal.start(file, begin(file), claimant(by, now)));
        const { claim } = await again('a', NOW);
        expect(await again('b', later(999))).toMatchObject({ isAbandoned: false });
        expect(await again('b', later(1_001))).toMatchObject({ isAbandoned: true });
        // Its creation was not answered, and asked for once more.
        expect((await again('a', NOW)).claim?.epoch).toBe(1);
        await claim?.release({ lookAfter: later(HOUR_MS) });
        expect(await again('b', later(1_001))).toMatchObject({ isAbandoned: false });
      },
    );

    clause('tells versions of one object apart, the newest received first', async ({ journal, bucket }) => {
      const versions = ['1', '2', '3'].map((generation) => fileOf(bucket, 'data/a.json', generation));
      for (const [n, file] of versions.entries()) {
        const process = (processId: string) => ({ ...processOf(processId, [file]), started: later(n) });
        await journal.start(file, process, claimant('a'));
      }
      const found = await journal.versions({ bucket, name: 'data/a.json' });
      expect(found.map(({ generation }) => generation)).toEqual(['3', '2', '1']);
      expect(found[0]).toMatchObject({ status: 'loading', size: 10, rule: 'rules/test.yaml', received: later(2) });
    });

    clause('opens one process of several files', async ({ journal, bucket }) => {
      const process = processOf(`${bucket}-1`, [fileOf(bucket, 'a'), fileOf(bucket, 'b')]);
      const answers = await atOnce(4, (n) => journal.open(process, claimant(`i${n}`)));
      expect(answers.filter(({ claim }) => claim)).toHaveLength(1);
      expect(await journal.get(process.processId)).toEqual(process);
    });

    clause('keeps a plan that is too large for a document', async ({ journal, bucket }) => {
      const sources = Array.from({ length: 10_000 }, (_, n) => fileOf(bucket, `data/${'long'.repeat(30)}-${n}.json`));
      const process = processOf(`${bucket}-1`, sources);
      await journal.open(process, claimant('a'));
      expect(await journal.get(process.processId)).toEqual(process);
    });

    clause('keeps why a version was not taken in, until it is', async ({ journal, bucket }) => {
      const file = fileOf(bucket);
      await journal.leave(file, { status: 'unmatched', reason: 'no rule matches it' }, NOW);
      expect(await journal.versions(file)).toMatchObject([{ status: 'unmatched', error: 'no rule matches it' }]);
      expect(await journal.unruled()).toEqual({ files: [] });
      await journal.leave(file, { status: 'unruled', reason: 'the rules are broken' }, NOW);
      expect(await journal.unruled()).toEqual({ files: [file] });
      expect(await journal.find(file)).toBeUndefined();
      expect(openedIn(await journal.start(file, begin(file), claimant('a'))).claim).toBeDefined();
      expect(await journal.unruled()).toEqual({ files: [] });
      await journal.leave(file, { status: 'refused', reason: 'too late' }, NOW);
      expect(await journal.versions(file)).toMatchObject([{ status: 'loading' }]);
    });

    clause('names the processes that somebody should have looked after', async ({ journal, bucket }) => {
      const ids = ['dead', 'claimed', 'later', 'done'].map((name) => `${bucket}-${name}`);
      const [dead = '', claimed = '', , done = ''] = ids;
      const until = (id: string): number => (id === claimed ? 2 * HOUR_MS : 1_000);
      for (const id of ids) {
        const { claim } = await journal.open(processOf(id, [fileOf(bucket)]), claimant('a', NOW, until(id)));
        if (id === done) await claim?.finish(processOf(id, []), { status: 'done', ended: NOW, summary: SUMMARY });
        if (id.endsWith('later')) await claim?.release({ lookAfter: later(2 * HOUR_MS) });
      }
      const neglected = async (at: Date) => (await journal.neglected(at)).map(({ processId }) => processId);
      expect(await neglected(later(60_000))).toEqual([]);
      expect(await journal.neglected(later(HOUR_MS))).toEqual([
        { processId: dead, destination: 'ds.t', mode: 'async' },
      ]);
      await journal.lookAfter(dead, later(3 * HOUR_MS));
      expect(await neglected(later(HOUR_MS))).toEqual([]);
      expect((await neglected(later(4 * HOUR_MS))).sort()).toEqual(ids.slice(0, 3).sort());
    });

    clause('remembers how far a search got, and what dispatch counted', async ({ journal }) => {
      const search = { from: NOW, to: later(1), page: 'next', isDone: false, isWhole: true };
      await journal.writeSearch(search);
      expect(await journal.search()).toEqual(search);
      const done = { from: NOW, to: later(1), isDone: true, isWhole: false, ended: later(2) };
      await journal.writeSearch(done);
      expect(await journal.search()).toEqual(done);
      await journal.writeStatistics({ projects: { p: { loadJobs: 3 }, q: {} } });
      expect(await journal.loadJobs()).toEqual({ p: 3, q: 0 });
    });
  });
}

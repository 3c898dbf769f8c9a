import { describe, expect } from 'vitest';
import type { Claim } from '../../../functions/src/journal/claim.ts';
import type { Process, Step } from '../../../functions/src/model/process.ts';
import { clauseFor, type Implementation } from './contract.ts';
import { atOnce, claimant, type FirestorePorts, fileOf, later, NOW, processOf, SUMMARY } from './journalPorts.ts';

const step = (n: number, more: Partial<Step> = {}): Step => ({
  ...{ step: n, action: 'load', path: 'Load', state: 'done', ended: later(n) },
  ...more,
});

/** The process of a file that was just taken in, and the claim of invocation `a` on it, for a second. */
async function started({ journal, bucket }: FirestorePorts): Promise<{ process: Process; claim: Claim }> {
  const file = fileOf(bucket);
  const answer = await journal.start(file, (processId) => processOf(processId, [file]), claimant('a'));
  if ('window' in answer || answer.claim === undefined) throw new Error('it was not started');
  return answer;
}

const LOST = { reason: 'claimLost', kind: 'transient' };
const ERROR = { kind: 'data', reason: 'invalid', message: 'a bad row', details: [{ reason: 'invalid' }] } as const;

export function claimContract(implementation: Implementation<FirestorePorts>): void {
  const clause = clauseFor(implementation);

  describe('a claim on a process', () => {
    clause('is had by one invocation at a time', async (ports) => {
      const { journal } = ports;
      const { process, claim } = await started(ports);
      const { processId } = process;
      await claim.release({ lookAfter: later(1) });
      expect(await journal.isClaimed(processId, NOW)).toBe(false);
      const answers = await atOnce(6, (n) => journal.claim(processId, () => claimant(`i${n}`)));
      expect(answers.map((answer) => answer?.state).sort()).toEqual([...Array(5).fill('busy'), 'claimed']);
      expect(await journal.isClaimed(processId, NOW)).toBe(true);
      expect(await journal.isClaimed(processId, later(1_001))).toBe(false);
    });

    clause('goes to somebody else once it has run out, with a later epoch', async (ports) => {
      const { journal } = ports;
      const { process, claim } = await started(ports);
      const { processId } = process;
      expect(claim).toMatchObject({ epoch: 1, until: later(1_000) });
      expect(await journal.claim(processId, () => claimant('b', later(999)))).toMatchObject({ state: 'busy' });
      await claim.renew(later(5_000));
      expect(claim.until).toEqual(later(5_000));
      expect(await journal.claim(processId, () => claimant('b', later(4_999)))).toMatchObject({ state: 'busy' });
      const second = await journal.claim(processId, () => claimant('b', later(5_001)));
      expect(second).toMatchObject({ state: 'claimed', process, claim: { epoch: 2 } });
    });

    clause(
      'goes before that to whoever has seen the job end that the process waits for, and keeps its step',
      async (ports) => {
        const { journal } = ports;
        const { process, claim } = await started(ports);
        const { processId } = process;
        await claim.leaveToJob({ lookAfter: later(90_000) });
        await expect(claim.addNotes(['late'])).rejects.toMatchObject(LOST);
        const seen: Process[] = [];
        const jobRuns = async (now: Process) => void seen.push(now);
        expect(await journal.claim(processId, () => claimant('b', later(10)), jobRuns)).toMatchObject({
          state: 'busy',
        });
        expect(seen).toEqual([process]);
        const recorded = step(1, { rows: 3 });
        const answers = await atOnce(4, (n) =>
          journal.claim(
            processId,
            () => claimant(`i${n}`, later(20)),
            async ({ steps }) => (steps.length === 0 ? { step: recorded } : undefined),
          ),
        );
        expect(answers.map((answer) => answer?.state).sort()).toEqual(['busy', 'busy', 'busy', 'claimed']);
        const after = { ...process, steps: [recorded], progressed: later(20) };
        expect(answers.find((answer) => answer?.state === 'claimed')).toMatchObject({
          ...{ process: after, recorded, claim: { epoch: 2 } },
        });
        expect(await journal.get(processId)).toEqual(after);
      },
    );

    clause('that is left to a job writes what is deferred', async (ports) => {
      const { journal } = ports;
      const { process, claim } = await started(ports);
      await claim.addStep(step(1), later(1), true);
      await claim.leaveToJob({ lookAfter: later(90_000) });
      expect((await journal.get(process.processId))?.steps).toEqual([step(1)]);
      expect(await journal.isClaimed(process.processId, NOW)).toBe(false);
    });

    clause('that was lost changes nothing any more', async (ports) => {
      const { journal } = ports;
      const { process, claim } = await started(ports);
      const { processId } = process;
      const second = await journal.claim(processId, () => claimant('b', later(2_000)));
      if (second?.state !== 'claimed') throw new Error('it was not claimed');
      await second.claim.addStep(step(1), later(2_000));
      const late: readonly (() => Promise<void>)[] = [
        () => claim.renew(later(9_000)),
        () => claim.addStep(step(1, { state: 'failed' }), later(2_000)),
        () => claim.addJobs('Move', []),
        () => claim.addNotes(['late']),
        () => claim.addSuperseded([0]),
        () => claim.addEmpty([{ index: 0, reason: 'the file is empty' }]),
        () => claim.beginToFail(ERROR, later(2_000)),
        () => claim.release({ lookAfter: later(9_000) }),
        () => claim.finish(process, { status: 'failed', error: ERROR, ended: later(2_000), summary: SUMMARY }),
      ];
      for (const write of late) await expect(write()).rejects.toMatchObject(LOST);
      const found = await journal.get(processId);
      expect(found).toEqual({ ...process, steps: [step(1)], progressed: later(2_000) });
      expect(await journal.isClaimed(processId, later(2_001))).toBe(true);
    });

    clause('may be written to at once by what its invocation does at once', async (ports) => {
      const { journal } = ports;
      const { process, claim } = await started(ports);
      await Promise.all([
        ...[1, 2, 3].map((n) => claim.addStep(step(n), NOW)),
        claim.renew(later(9_000)),
        claim.addNotes(['a']),
      ]);
      // Somebody else's note does not cost the claim.
      await journal.warn(process.processId, 'b');
      await claim.addNotes(['c']);
      const found = await journal.get(process.processId);
      expect(found?.steps.map((one) => one.step)).toEqual([1, 2, 3]);
      expect(found?.notes?.toSorted()).toEqual(['a', 'b', 'c']);
    });

    clause('is not taken back by a renewal that comes while it is ended', async (ports) => {
      const { journal } = ports;
      const { process, claim } = await started(ports);
      const released = claim.release({ lookAfter: later(1) });
      await Promise.all([released, claim.renew(later(9_000))]);
      expect(await journal.isClaimed(process.processId, NOW)).toBe(false);
    });

    clause('writes a step that may wait with what is written next, whatever that is', async (ports) => {
      const { journal } = ports;
      const { process, claim } = await started(ports);
      const stepsIn = async () => (await journal.get(process.processId))?.steps.map(({ step: number }) => number);
      await claim.addStep(step(1), later(1), true);
      expect(await stepsIn()).toEqual([]);
      await claim.addNotes(['one']);
      expect(await stepsIn()).toEqual([1]);
      await claim.addStep(step(2), later(2), true);
      await claim.addStep(step(3), later(3));
      expect(await stepsIn()).toEqual([1, 2, 3]);
    });

    clause('keeps steps, jobs, notes and sources that are no more', async (ports) => {
      const { journal } = ports;
      const { process, claim } = await started(ports);
      const job = { projectId: 'p', location: 'EU', jobId: 'j' };
      const jobs = [{ action: 'copy', configuration: { copy: {} }, dataset: { projectId: 'p', datasetId: 'd' } }];
      const failed = step(1, { state: 'failed', error: { reason: 'invalid', message: 'x' } });
      await claim.addStep(failed, later(1));
      expect((await journal.get(process.processId))?.progressed).toEqual(NOW);
      await claim.addStep(step(2, { job, rows: 3, variables: { N: 1 } }), later(2));
      const amended = step(1, { rows: 7, notes: ['gone: a'] });
      await claim.addStep(amended, later(3));
      await claim.addJobs('Move', jobs);
      await claim.addNotes(['one', 'two']);
      await claim.addNotes(['two', 'three']);
      await claim.addSuperseded([0, 2]);
      await claim.addEmpty([{ index: 1, reason: 'the file is empty', to: 'gs://ops/corrupted/a' }]);
      expect(await journal.get(process.processId)).toMatchObject({
        steps: [amended, step(2, { job, rows: 3, variables: { N: 1 } })],
        jobs: { Move: jobs },
        notes: ['one', 'two', 'three'],
        superseded: [0, 2],
        empty: [{ index: 1, reason: 'the file is empty', to: 'gs://ops/corrupted/a' }],
        progressed: later(3),
      });
    });

    clause('is handed over with why and how long to wait, until there is progress', async (ports) => {
      const { journal } = ports;
      const { process, claim } = await started(ports);
      const { processId } = process;
      const waiting = { since: NOW, until: later(60_000), times: 1, reason: 'quotaExceeded', message: 'x' };
      await claim.release({ lookAfter: later(90_000), waiting });
      expect(await journal.get(processId)).toMatchObject({ waiting, waits: 1 });
      await expect(claim.addNotes(['late'])).rejects.toMatchObject(LOST);
      const second = await journal.claim(processId, () => claimant('b'));
      if (second?.state !== 'claimed') throw new Error('it was not claimed');
      await second.claim.addStep(step(1), later(60_000));
      expect(await journal.get(processId)).toMatchObject({ waits: 1, progressed: later(60_000) });
      expect((await journal.get(processId))?.waiting).toBeUndefined();
    });

    clause('ends with its process and the entry of its file', async (ports) => {
      const { journal, bucket } = ports;
      const { process, claim } = await started(ports);
      const { processId } = process;
      await claim.addStep(step(1, { rows: 3 }), later(1));
      await claim.finish(
        { ...process, steps: [step(1, { rows: 3 })] },
        { status: 'done', ended: later(5_000), summary: SUMMARY },
      );
      expect(await journal.get(processId)).toMatchObject({ status: 'done', ended: later(5_000), summary: SUMMARY });
      expect(await journal.versions(fileOf(bucket))).toMatchObject([
        { status: 'loaded', rowsLoaded: 3, process: processId, committed: expect.any(Date) },
      ]);
      expect(await journal.isClaimed(processId, NOW)).toBe(false);
      expect(await journal.claim(processId, () => claimant('b', later(9_000)))).toMatchObject({ state: 'ended' });
      await expect(claim.addNotes(['late'])).rejects.toMatchObject(LOST);
    });

    clause('keeps why a process fails from when it begins to', async (ports) => {
      const { journal, bucket } = ports;
      const { process, claim } = await started(ports);
      await claim.beginToFail(ERROR, later(1));
      expect(await journal.get(process.processId)).toMatchObject({ status: 'running', error: ERROR });
      await claim.finish(process, { status: 'failed', error: ERROR, ended: later(2), summary: SUMMARY });
      expect(await journal.get(process.processId)).toMatchObject({ status: 'failed', error: ERROR });
      expect(await journal.versions(fileOf(bucket))).toMatchObject([{ status: 'failed', error: 'a bad row' }]);
    });
  });
}

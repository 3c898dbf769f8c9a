import { describe, expect, it } from 'vitest';
import { milestones } from '../../../emulators/demo/milestones.ts';
import type { Snapshot } from '../../../emulators/demo/snapshot.ts';

const NAME = 'data/case002/dummy1.json';
const JOB = 'bqtail_dummy_v002--7_00001_load--dispatch';
const TASK = `tasks/${JOB}.json`;

const nothingYet: Snapshot = { incoming: new Set([NAME]), tasks: new Set(), files: [], journal: [], jobs: [] };
const files = [{ id: '7', name: NAME, rule: 'rules/example/case002.yaml', process: '7' }];
const journal = [{ id: '7', status: 'running', destTable: 'bqtail.dummy_v002' }];
const submitted = { ...nothingYet, files, journal, tasks: new Set([TASK]), jobs: [{ id: JOB, state: 'PENDING' }] };
const loaded = { ...submitted, jobs: [{ id: JOB, state: 'DONE', outputRows: '4' }] };
const dispatched = { ...loaded, tasks: new Set<string>() };

describe('the last that is told of a file', () => {
  it.each<[string, Snapshot, string | undefined]>([
    ['that was just uploaded', nothingYet, undefined],
    ['that was taken in', { ...nothingYet, files }, 'matched by rule rules/example/case002.yaml; process 7'],
    ['with a job', submitted, `load job submitted: ${JOB}`],
    ['with a running job', { ...submitted, jobs: [{ id: JOB, state: 'RUNNING' }] }, 'load job running'],
    ['with a finished job', loaded, 'load job done: 4 rows in bqtail.dummy_v002'],
    [
      'with a failed job',
      { ...loaded, jobs: [{ id: JOB, state: 'DONE', error: 'bad row' }] },
      'load job failed: bad row',
    ],
    ['that was dispatched', dispatched, 'dispatched: followed up through gs://demo-bqtail-trigger/_bqtail_/'],
    ['that is deleted', { ...dispatched, incoming: new Set<string>() }, 'OnSuccess: the file is deleted'],
    ['that is done', { ...dispatched, journal: [{ id: '7', status: 'done' }] }, 'journal: done'],
  ])('%s', (_what, snapshot, last) => {
    expect(milestones(NAME, snapshot).at(-1)).toBe(last);
  });

  it('has nothing of another file in it', () => {
    expect(milestones('data/case002/dummy2.json', dispatched)).toEqual([]);
  });
});

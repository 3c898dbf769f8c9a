import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobIdOf, parseJobId } from '../../../functions/src/bigquery/jobId.ts';
import {
  bundleMetadata,
  bundleName,
  inBundles,
  isBundle,
  type TaskVersion,
  tasksNamed,
} from '../../../functions/src/task/bundle.ts';

const GENERATION = '1772452800000000';

const taskOf = (n: number, destination = 'shop.orders'): TaskVersion => ({
  jobId: jobIdOf(destination, { processId: String(10 ** 15 + n), step: 1, action: 'load', mode: 'dispatch' }),
  generation: GENERATION,
});

const tasks = (count: number): TaskVersion[] => Array.from({ length: count }, (_, n) => taskOf(n));

const anyTasks = fc
  .array(fc.record({ n: fc.nat(200), length: fc.integer({ min: 1, max: 1000 }) }), { maxLength: 150 })
  .map((found) => found.map(({ n, length }) => taskOf(n, 'd'.repeat(length))));

describe('tasks that are due together', () => {
  it('are named in as few objects as hold them, 40 by 40', () => {
    expect(inBundles(tasks(95)).map(({ length }) => length)).toEqual([40, 40, 15]);
    expect(inBundles([])).toEqual([]);
  });

  it('are each in one bundle, whatever their names, and are read from it again', () => {
    fc.assert(
      fc.property(anyTasks, (due) => {
        const bundles = inBundles(due);
        expect(
          bundles
            .flat()
            .map(({ jobId }) => jobId)
            .sort(),
        ).toEqual(due.map(({ jobId }) => jobId).sort());
        for (const bundle of bundles) {
          expect(tasksNamed(bundleName(bundle), bundleMetadata(bundle))).toEqual(bundle);
        }
      }),
    );
  });

  it('leave room in 8 KiB of metadata for what is noted when they are asked for again', () => {
    fc.assert(
      fc.property(anyTasks, (due) => {
        for (const bundle of inBundles(due)) {
          const bytes = Buffer.byteLength(Object.entries(bundleMetadata(bundle)).flat().join(''));
          expect(bytes).toBeLessThan(8 * 1024 - 500);
        }
      }),
    );
  });

  it('are never two of one process in a bundle', () => {
    const [first, second] = [taskOf(1), taskOf(2)];
    const next = { ...first, jobId: first.jobId.replace('_00001_', '_00002_') };
    expect(inBundles([first, next, second])).toEqual([[first, second], [next]]);
    const processes = [first, next].map(({ jobId }) => parseJobId(jobId)?.processId);
    expect(new Set(processes).size).toBe(1);
  });

  it('have one object by one name, which changes with any version', () => {
    expect(bundleName(tasks(3))).toBe(bundleName(tasks(3)));
    expect(bundleName(tasks(3))).not.toBe(bundleName(tasks(3).map((task) => ({ ...task, generation: '1' }))));
    expect(isBundle(bundleName(tasks(3)))).toBe(true);
  });
});

describe('an object that somebody else wrote', () => {
  const name = bundleName(tasks(2));
  const [first, second] = tasks(2).map(({ jobId }) => jobId);

  it.each([
    ['has no metadata', {}],
    ['names nothing', { tasks: '' }],
    ['names 41', bundleMetadata(tasks(41))],
    ['names a process twice', { tasks: `${first}@1 ${first}@2` }],
    ['names no version', { tasks: `${first}@1 ${second}` }],
    ['names something else among them', { tasks: `${first}@1 ../rules/x@1` }],
    ['names a job that a function waits for', { tasks: `${first?.replace('--dispatch', '--tail')}@1` }],
    ['names a version that is no number', { tasks: `${first}@latest` }],
  ])('and that %s is no bundle', (_, metadata) => {
    expect(tasksNamed(name, metadata)).toEqual([]);
  });

  it.each(['_bqtail_/x.jobs', `${name}/x`, `data/${name}`, name.replace('.jobs', '.json')])(
    '%s is no bundle',
    (other) => {
      expect(isBundle(other)).toBe(false);
      expect(tasksNamed(other, bundleMetadata(tasks(2)))).toEqual([]);
    },
  );
});

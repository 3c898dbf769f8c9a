import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('./load/manyTasks.ts', import.meta.url));

/** It cannot use more: the rest is what Node.js itself takes. */
const FLAGS = ['--max-old-space-size=128', '--max-semi-space-size=4'];

/** What the three runs of dispatch did, one line each. */
async function runsWhereAllAre(state: 'RUNNING' | 'DONE') {
  const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, SCRIPT, state]);
  const runs = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(runs).toHaveLength(3);
  for (const { errors, peakMiB } of runs) {
    expect(errors).toEqual([]);
    expect(peakMiB * 2 ** 20).toBeLessThan(256_000_000);
  }
  return runs;
}

it('50,000 jobs in flight and 1,000 long-running processes of 5,000 files: dispatch stays below 256 MB', async () => {
  const runs = await runsWhereAllAre('RUNNING');
  expect(runs.map(({ running, cycles }) => ({ running, cycles }))).toEqual(
    Array.from({ length: 3 }, () => ({ running: 50_000, cycles: 2 })),
  );
});

it('50,000 jobs that are done: dispatch hands them over once, asks again when that is stale, and stays below 256 MB', async () => {
  const [first, second, third] = await runsWhereAllAre('DONE');
  expect(first).toMatchObject({ dispatched: 50_000, running: 0, bundles: 1_250, bundlesWritten: 1_250 });
  // The task files lie there still, and the bundles name them.
  expect(second).toMatchObject({ bundles: 1_250, bundlesWritten: 0 });
  expect(second).not.toHaveProperty('dispatched');
  expect(third).toMatchObject({ bundles: 1_250, bundlesWritten: 1_250 });
  expect(third).not.toHaveProperty('dispatched');
});

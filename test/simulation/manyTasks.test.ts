import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('./load/manyTasks.ts', import.meta.url));

/** It cannot use more: the rest is what Node.js itself takes. */
const FLAGS = ['--max-old-space-size=128', '--max-semi-space-size=4'];

it('50,000 jobs in flight and 1,000 long-running processes of 5,000 files: dispatch stays below 256 MB', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, SCRIPT]);
  const runs = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(runs).toHaveLength(3);
  for (const { running, errors, peakMiB } of runs) {
    expect({ running, errors }).toEqual({ running: 50_000, errors: [] });
    expect(peakMiB * 2 ** 20).toBeLessThan(256_000_000);
  }
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Step } from './planDeployment.ts';

/** Where firebase.json is. */
const PROJECT = join(import.meta.dirname, '../../..');

/** Runs one command; its exit code, or 1 where a signal ended it. */
export type Run = (step: Step) => Promise<number>;

/** Runs commands one after the other, until one fails: that one. */
export async function runSteps(steps: readonly Step[], run: Run): Promise<Step | undefined> {
  for (const step of steps) {
    if ((await run(step)) !== 0) return step;
  }
  return undefined;
}

/** By the CLI that package.json pins, on this terminal. */
export const byFirebaseCli: Run = async ({ args }) => {
  const cli = createRequire(import.meta.url).resolve('firebase-tools/lib/bin/firebase.js');
  const child = spawn(process.execPath, [cli, ...args], { cwd: PROJECT, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
};

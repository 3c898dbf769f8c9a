import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../../../emulators/places.ts';

/** Runs the command line in a world of which nothing runs. */
function bqtail(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, FIRESTORE_EMULATOR_HOST: '127.0.0.1:9' };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [join(ROOT, 'emulators/cli/main.ts'), ...args], { env }, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

it('status says in one line that no local world runs', async () => {
  expect(await bqtail('status')).toEqual({
    ...{ code: 2, out: '' },
    err: 'no local world runs: nothing listens at 127.0.0.1:9; start one with npm run emulators, or name a project with --project\n',
  });
});

it.each([
  [['status', '--since', 'yesterday'], 'neither a time'],
  [['status', '-n', '0'], 'It is a whole number, from 1'],
  [['status', 'gs://b/o', '--failed'], 'leave them out for one file or process'],
  [['replay', 'failed', '--apply', '0123456789ab'], 'give no subject'],
  [['doctor', '--yes'], 'go with --probe'],
])('%j is refused: %s', async (args, said) => {
  const { code, err } = await bqtail(...args);
  expect(err).toContain(said);
  expect(code).toBe(2);
});

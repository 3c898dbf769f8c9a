import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listObjects } from '../../emulators/clients/objects.ts';
import { OPS_BUCKET, ROOT, TRIGGER_BUCKET } from '../../emulators/places.ts';
import { reportSchema } from '../../functions/cli/doctor/model/report.ts';
import { inTurn } from './world.ts';

const doctor = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const command = [join(ROOT, 'emulators/cli/main.ts'), 'doctor', ...args];
    const child = execFile(process.execPath, command, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });

it('doctor --probe sends a file through the deployed functions into a table, and takes all away again', () =>
  inTurn(async () => {
    const { code, out, err } = await doctor('--probe', '--yes', '--json');
    expect(err).toContain('make the table demo-bqtail.bqtail.bqtail_probe_');
    const { findings } = reportSchema.parse(JSON.parse(out));
    const probe = findings.filter(({ check }) => check.startsWith('probe:'));
    expect(probe.map(({ check, outcome, found }) => (outcome === 'ok' ? check : found))).toEqual(
      ['prepare', 'event', 'load', 'followUp', 'rows', 'cleanUp'].map((stage) => `probe:${stage}`),
    );
    expect(code, out).toBe(0);
    const names = [...(await listObjects(TRIGGER_BUCKET)), ...(await listObjects(OPS_BUCKET))].map(({ name }) => name);
    expect(names.filter((name) => name.includes('probe'))).toEqual([]);
  }));

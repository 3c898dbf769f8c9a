import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../../../../emulators/places.ts';
import { reportSchema } from '../../../../functions/cli/doctor/model/report.ts';
import { type StandIn, startStandIn } from './examineProject.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.server.close());

/** What the local world answers of the deployment whose env files are in the repository. */
const LOCAL = {
  'pubsub /v1/projects/demo-bqtail/topics/bqdispatch': { name: 'projects/demo-bqtail/topics/bqdispatch' },
  'storage /b/demo-bqtail-ops/o': { items: [{ name: 'rules/orders.yaml' }] },
  'storage /b/demo-bqtail-ops/o/rules/orders.yaml':
    'When: { Prefix: /orders/ }\nAsync: true\nBatch: { Window: { DurationInSec: 90 } }\nDest: { Table: shop.orders }\nOnSuccess: [{ Action: delete }]\n',
  'bigquery /projects/demo-bqtail/datasets/shop': { location: 'US' },
};

/** Runs the command line against a local world at this address. */
function bqtail(address: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = {
    ...process.env,
    STORAGE_EMULATOR_HOST: `${address}/storage`,
    BIGQUERY_EMULATOR_HOST: `${address}/bigquery`,
    PUBSUB_EMULATOR_HOST: `${address.slice('http://'.length)}/pubsub`,
  };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [join(ROOT, 'emulators/cli/main.ts'), ...args], { env }, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

it('doctor ends with 0 where all is well, and writes JSON for tools', async () => {
  standIn.serve({ answers: LOCAL, env: {} });
  const { code, out, err } = await bqtail(standIn.server.url, 'doctor', '--json');
  expect(err).toBe('');
  const { project, findings } = reportSchema.parse(JSON.parse(out));
  expect(project).toBe('demo-bqtail');
  expect(findings.map(({ outcome }) => outcome)).toEqual(Array(6).fill('ok'));
  expect(code).toBe(0);
});

it('doctor ends with 1 where something is wrong', async () => {
  standIn.serve({ answers: { ...LOCAL, 'bigquery /projects/demo-bqtail/datasets/shop': undefined }, env: {} });
  const { code, out } = await bqtail(standIn.server.url, 'doctor');
  expect(out).toMatch(/^✗ datasets: the dataset demo-bqtail\.shop does not exist\n/);
  expect(out).toMatch(/\ndemo-bqtail: 1 wrong, 0 warnings, 0 unknown, 5 ok\n$/);
  expect(code).toBe(1);
});

it('doctor ends with 2 where there is no such world, and says so in one line', async () => {
  const { code, out, err } = await bqtail('http://127.0.0.1:9', 'doctor');
  expect(err).toBe('cannot reach http://127.0.0.1:9 (ECONNREFUSED): start the local world with npm run emulators\n');
  expect(out).toBe('');
  expect(code).toBe(2);
});

it('doctor sends no probe where nobody agrees, and says what it would do', async () => {
  standIn.serve({ answers: LOCAL, env: {} });
  const before = standIn.server.received.length;
  const { code, out, err } = await bqtail(standIn.server.url, 'doctor', '--probe');
  expect(out).toMatch(/The probe will.*\n {2}1\. make the table demo-bqtail\.shop\.bqtail_probe_\w+, /);
  expect(err).toBe('there is no terminal to confirm that on: give --yes\n');
  expect(code).toBe(2);
  const asked = standIn.server.received.slice(before);
  expect(asked.filter(({ method }) => method !== 'GET')).toEqual([]);
});

it('doctor asks for a dataset for the probe where no rule names one that is there', async () => {
  standIn.serve({ answers: { ...LOCAL, 'bigquery /projects/demo-bqtail/datasets/shop': undefined }, env: {} });
  const { code, err } = await bqtail(standIn.server.url, 'doctor', '--probe', '--yes');
  expect(err).toMatch(/^no rule loads into a dataset that is there: .* --dataset\n$/);
  expect(code).toBe(2);
});

it.each(['init', 'deploy'])('%s is refused for the local world', async (verb) => {
  const { code, err } = await bqtail(standIn.server.url, verb);
  expect(err).toMatch(/^demo-bqtail is the local world, .*; name a real project with --project\n$/);
  expect(code).toBe(2);
});

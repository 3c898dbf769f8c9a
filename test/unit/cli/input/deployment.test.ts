import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { worldOf } from '../../../../functions/cli/doctor/worldOf.ts';
import { type Deployment, deploymentOf } from '../../../../functions/cli/input/deployment.ts';

/** What a call with these options is about. */
function deploymentWith(...args: string[]): Deployment {
  const program = new Command()
    .option('--project <id>', '', 'shop')
    .option('--env-dir <folder>')
    .option('--prefix <prefix>');
  return deploymentOf(program.parse(args, { from: 'user' }));
}

let app = '';
beforeAll(async () => {
  app = await mkdtemp(path.join(tmpdir(), 'bqtail-app-'));
  await mkdir(path.join(app, 'config/orders'), { recursive: true });
  await writeFile(path.join(app, 'config/orders/.env'), 'TRIGGER_BUCKET=orders-in\nOPS_BUCKET=orders-ops\n');
  await writeFile(path.join(app, 'config/orders/.env.shop'), 'OPS_BUCKET=shop-orders-ops\n');
  await writeFile(path.join(app, 'firebase.json'), JSON.stringify({ firestore: { rules: 'firestore.rules' } }));
});
afterAll(() => rm(app, { recursive: true }));

it('of an instance of a kit, params come from its folder, and databases from the firebase.json of its app', async () => {
  const world = await worldOf(deploymentWith('--env-dir', path.join(app, 'config/orders'), '--prefix', 'kit-orders'));
  expect(world).toMatchObject({
    prefix: 'kit-orders-',
    triggerBucket: 'orders-in',
    opsBucket: 'shop-orders-ops',
    firestore: { databases: ['(default)'] },
  });
  expect(world.firestore.indexes.length).toBeGreaterThan(0);
});

it('without options it is the deployment of this project', async () => {
  expect(deploymentWith()).toMatchObject({ projectId: 'shop', prefix: '', isKit: false });
  expect((await worldOf(deploymentWith())).firestore.databases).toEqual(['bqtail']);
});

it.each(['kit-orders', 'kit-orders-'])('a prefix %s ends with one hyphen', (prefix) => {
  expect(deploymentWith('--prefix', prefix).prefix).toBe('kit-orders-');
});

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../emulators/places.ts';
import { readEnvFiles } from '../../functions/cli/input/envFiles.ts';
import { type Deployable, discoverFunctions } from './discoverFunctions.ts';

const INSTANCES = ['orders', 'clicks'];

/** A Firebase app whose functions are all of this package, deployed twice. */
const FUNCTIONS = [
  {
    kit: 'bqtail',
    source: 'functions-bqtail',
    runtime: 'nodejs24',
    instances: Object.fromEntries(INSTANCES.map((instance) => [instance, `config/${instance}`])),
  },
];

let root = '';
let deployable: Deployable;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'bqtail-kit-'));
  const wrapper = path.join(root, 'functions-bqtail');
  const modules = path.join(wrapper, 'node_modules');
  await mkdir(modules, { recursive: true });
  await writeFile(path.join(wrapper, 'index.js'), "export * from 'bqtail-functions';\n");
  const manifest = {
    type: 'module',
    main: 'index.js',
    engines: { node: '24' },
    dependencies: { 'bqtail-functions': '*' },
  };
  await writeFile(path.join(wrapper, 'package.json'), JSON.stringify(manifest));
  await symlink(path.join(ROOT, 'functions'), path.join(modules, 'bqtail-functions'));
  // What npm installs beside it.
  for (const name of ['firebase-functions', '.bin']) {
    await symlink(path.join(ROOT, 'functions/node_modules', name), path.join(modules, name));
  }
  const { values } = await readEnvFiles('no-project');
  for (const instance of INSTANCES) {
    const config = path.join(root, 'config', instance);
    await mkdir(config, { recursive: true });
    const own = {
      ...values,
      TRIGGER_BUCKET: `${instance}-in`,
      OPS_BUCKET: `${instance}-ops`,
      CONFIG_BUCKET: `${instance}-ops`,
    };
    const env = { ...own, DATABASE: `bqtail-${instance}`, TOPIC: `bqtail-${instance}` };
    await writeFile(
      path.join(config, '.env'),
      Object.entries(env)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
  }
  deployable = await discoverFunctions({ projectId: 'shop', root, functions: FUNCTIONS });
}, 120_000);
afterAll(() => rm(root, { recursive: true, force: true }));

describe('a Firebase app that takes the functions as a kit, twice', () => {
  it('gets them under the prefix of each instance', () => {
    const expected = INSTANCES.flatMap((instance) =>
      ['bqTail', 'bqDispatch', 'bqTick', 'bqReplay', 'bqMonitor'].map((name) => `kit-${instance}-${name}`),
    );
    expect(deployable.endpoints.map(({ id }) => id).sort()).toEqual(expected.sort());
  });

  it.each(INSTANCES)('gives %s a bucket and a topic of its own', (instance) => {
    const own = deployable.endpoints.filter(({ id }) => id.startsWith(`kit-${instance}-`));
    const filters = own.flatMap(({ eventTrigger }) => Object.values(eventTrigger?.eventFilters ?? {}));
    expect(filters.sort()).toEqual([`${instance}-in`, `projects/shop/topics/bqtail-${instance}`].sort());
  });

  it('asks for the roles and the APIs of each', () => {
    expect(deployable.requiredRoles.filter((role) => role === 'roles/bigquery.jobUser')).toHaveLength(INSTANCES.length);
    expect(deployable.requiredAPIs).toContain('cloudscheduler.googleapis.com');
  });
});

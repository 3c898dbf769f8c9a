import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../emulators/places.ts';
import { type Deployable, discoverFunctions } from './discoverFunctions.ts';

let root = '';
afterEach(() => rm(root, { recursive: true, force: true }));

/** What the CLI makes of this repository in a project whose own env file has that text; without one there is no such file. */
async function discovered(env?: string): Promise<Deployable> {
  root = await mkdtemp(path.join(tmpdir(), 'bqtail-deploy-'));
  const functions = path.join(root, 'functions');
  await mkdir(functions);
  await cp(path.join(ROOT, 'firebase.json'), path.join(root, 'firebase.json'));
  for (const name of ['package.json', '.env']) {
    await cp(path.join(ROOT, 'functions', name), path.join(functions, name));
  }
  await cp(path.join(ROOT, 'functions/lib'), path.join(functions, 'lib'), { recursive: true });
  await symlink(path.join(ROOT, 'functions/node_modules'), path.join(functions, 'node_modules'));
  if (env !== undefined) await writeFile(path.join(functions, '.env.shop'), env);
  return discoverFunctions({ projectId: 'shop', root });
}

const refusal = async (env?: string): Promise<string> => {
  const answer = await discovered(env).catch((error: Error) => error);
  return answer instanceof Error ? answer.message : 'nothing was refused';
};

const BUCKETS = 'TRIGGER_BUCKET=shop-in\nOPS_BUCKET=shop-ops\nCONFIG_BUCKET=shop-ops\n';

describe('a deployment', () => {
  it('is refused without an env file, and told which values are missing', async () => {
    expect(await refusal()).toMatch(/no value for the following environment variables: TRIGGER_BUCKET, OPS_BUCKET/);
  });

  // Each discovery takes a second: what is wrong at once is told at once.
  it.each([
    { TRIGGER_BUCKET: ['', 'TRIGGER_BUCKET is empty: Data files arrive in this bucket.'] },
    { OPS_BUCKET: ['shop-in', 'TRIGGER_BUCKET and OPS_BUCKET are both "shop-in"'] },
    {
      TRIGGER_BUCKET: ['gs://shop-in', `TRIGGER_BUCKET is "gs://shop-in": give the bucket's name alone`],
      REGION: ['EU', 'REGION is "EU": give a region of Cloud Functions'],
      MISSED_FILE_SEC: ['soon', 'MISSED_FILE_SEC is "soon": give a whole number from 0 to 86400'],
      MAX_INSTANCES: ['0', 'MAX_INSTANCES is "0": give a whole number from 1 to 1000'],
      TOPIC: ['projects/shop/topics/t', `TOPIC is "projects/shop/topics/t": give the topic's ID alone`],
      DATABASE: ['Main', 'DATABASE is "Main": give the ID of a Firestore database'],
    },
  ])('is refused, with a sentence for each that cannot be right: %o', async (wrong: Record<string, string[]>) => {
    const lines = Object.entries(wrong).map(([name, [value]]) => `${name}=${value}\n`);
    const said = await refusal(`${BUCKETS}${lines.join('')}`);
    for (const [, sentence = ''] of Object.values(wrong)) expect(said).toContain(sentence);
  });

  it('takes its sizes, region, topic and account from the params', async () => {
    const { endpoints, requiredRoles } = await discovered(
      `${BUCKETS}REGION=europe-west1\nTOPIC=ticks\nMAX_INSTANCES=3\nMEMORY_MIB=1024\nSERVICE_ACCOUNT=loader@shop.iam.gserviceaccount.com\n`,
    );
    const [tail, dispatch] = ['bqTail', 'bqDispatch'].map((name) => endpoints.find(({ id }) => id === name));
    expect(tail).toMatchObject({
      region: 'europe-west1',
      maxInstances: 3,
      availableMemoryMb: 1024,
      serviceAccount: 'loader@shop.iam.gserviceaccount.com',
      eventTrigger: { eventFilters: { bucket: 'shop-in' } },
    });
    expect(dispatch).toMatchObject({ eventTrigger: { eventFilters: { topic: 'projects/shop/topics/ticks' } } });
    expect(requiredRoles).toEqual([]);
  });
});

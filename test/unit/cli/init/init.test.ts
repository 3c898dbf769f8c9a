import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CannotLook } from '../../../../functions/cli/cloud/cannotLook.ts';
import type { Reader } from '../../../../functions/cli/cloud/reader.ts';
import { type Ask, chooseParams } from '../../../../functions/cli/init/chooseParams.ts';
import { changeText, planEnvFile } from '../../../../functions/cli/init/planEnvFile.ts';
import { UsageError } from '../../../../functions/cli/input/usageError.ts';

/** A cloud that has the trigger bucket at a location. */
const cloudWith = (location: string | undefined): Reader => ({
  read: async ({ schema }) =>
    location === undefined ? undefined : schema.parse({ name: 'shop-in', projectNumber: '1', location }),
});

interface Conversation {
  reader?: Reader;
  given?: Parameters<typeof chooseParams>[0]['given'];
  before?: Record<string, string>;
  /** Answers by the beginning of the question; '' for the others. Nobody is there without any. */
  answers?: Record<string, string>;
}

async function choose({ reader = cloudWith('US-CENTRAL1'), given = {}, before = {}, answers }: Conversation) {
  const said: string[] = [];
  const asked: string[] = [];
  const ask: Ask = async (question) => {
    asked.push(question);
    return Object.entries(answers ?? {}).find(([start]) => question.startsWith(start))?.[1] ?? '';
  };
  const chosen = await chooseParams({
    given,
    before,
    reader,
    ask: answers && ask,
    say: (line) => said.push(line),
  });
  return { chosen, said, asked };
}

const BUCKETS = { TRIGGER_BUCKET: 'shop-in', OPS_BUCKET: 'shop-ops' };

describe('params that a person is asked for', () => {
  it('are the buckets, and what nobody says otherwise of', async () => {
    const { chosen, asked } = await choose({
      answers: { 'Trigger bucket': 'shop-in', 'Operations bucket': ' shop-ops ' },
      reader: cloudWith('EUROPE-WEST3'),
    });
    expect(chosen).toEqual({ ...BUCKETS, CONFIG_BUCKET: 'shop-ops', REGION: 'europe-west3', DATABASE: 'bqtail' });
    expect(asked).toHaveLength(5);
    expect(asked[2]).toMatch(/\nCONFIG_BUCKET \[shop-ops\]: $/);
    expect(asked[3]).toMatch(/\nREGION \[europe-west3\]: $/);
  });

  it('are proposed as the env file has them', async () => {
    const before = { ...BUCKETS, CONFIG_BUCKET: 'shop-rules', REGION: 'us-east1', DATABASE: 'orders' };
    expect((await choose({ answers: {}, before, reader: cloudWith('US') })).chosen).toEqual(before);
  });

  it('are not asked for where the command line gives them', async () => {
    const given = { ...BUCKETS, CONFIG_BUCKET: 'shop-ops', REGION: 'us-west1', DATABASE: 'bqtail' };
    const { chosen, asked } = await choose({ given, answers: {} });
    expect(chosen).toEqual(given);
    expect(asked).toEqual([]);
  });
});

describe('the region', () => {
  it.each([
    ['US', 'us-central1'],
    ['EU', 'europe-west1'],
    ['EUR4', 'europe-north1'],
    ['AUSTRALIA-SOUTHEAST1', 'australia-southeast1'],
  ])('of a bucket in %s is %s', async (location, region) => {
    const { chosen, said } = await choose({ given: BUCKETS, reader: cloudWith(location) });
    expect(chosen.REGION).toBe(region);
    expect(said).toEqual([expect.stringContaining(`gs://shop-in is in ${location}; functions in `)]);
  });

  it('of the env file gives way where it cannot listen to the bucket', async () => {
    const before = { REGION: 'us-central1' };
    const { chosen } = await choose({ given: BUCKETS, before, reader: cloudWith('EU') });
    expect(chosen.REGION).toBe('europe-west1');
  });

  it('is the default where the bucket is still to be made, which is said', async () => {
    const { chosen, said } = await choose({ given: BUCKETS, reader: cloudWith(undefined) });
    expect(chosen.REGION).toBe('us-central1');
    expect(said).toEqual(['gs://shop-in does not exist yet: make it in the region that you give']);
  });

  it('is the default where the bucket may not be looked at, which is said', async () => {
    const reader: Reader = { read: () => Promise.reject(new CannotLook('it takes storage.buckets.get')) };
    const { chosen, said } = await choose({ given: BUCKETS, reader });
    expect(chosen.REGION).toBe('us-central1');
    expect(said).toEqual(['the location of gs://shop-in is unknown: it takes storage.buckets.get']);
  });
});

it('where nobody is there to ask, the option that is missing is named', async () => {
  await expect(choose({ given: { TRIGGER_BUCKET: 'shop-in' } })).rejects.toThrow(
    new UsageError('OPS_BUCKET is not given, and there is no terminal to ask on: give --ops-bucket'),
  );
});

describe('an env file', () => {
  const chosen = { ...BUCKETS, CONFIG_BUCKET: 'shop-ops', REGION: 'us-central1', DATABASE: 'bqtail' };

  it('that is new has a line for each param', () => {
    const { text, changes } = planEnvFile('', chosen);
    expect(text).toBe(
      'TRIGGER_BUCKET=shop-in\nOPS_BUCKET=shop-ops\nCONFIG_BUCKET=shop-ops\nREGION=us-central1\nDATABASE=bqtail\n',
    );
    expect(changes.map(changeText)).toContain('  REGION=us-central1');
  });

  it('that is there keeps its other lines, and what is replaced is said', () => {
    const before = '# Ours.\nexport REGION = "us-east1" # near\nMAX_INSTANCES=3\nTRIGGER_BUCKET=shop-in';
    const { text, changes } = planEnvFile(before, chosen);
    expect(text.split('\n').slice(0, 4)).toEqual([
      '# Ours.',
      'REGION=us-central1',
      'MAX_INSTANCES=3',
      'TRIGGER_BUCKET=shop-in',
    ]);
    expect(parseEnv(text)).toEqual({ ...chosen, MAX_INSTANCES: '3' });
    expect(changes.map(changeText)).toEqual([
      '  OPS_BUCKET=shop-ops',
      '  CONFIG_BUCKET=shop-ops',
      '  REGION=us-central1 replaces us-east1',
      '  DATABASE=bqtail',
    ]);
    expect(planEnvFile(text, chosen)).toEqual({ text, changes: [] });
  });

  it.each([
    ['', { ...chosen, OPS_BUCKET: 'shop-in' }, 'TRIGGER_BUCKET and OPS_BUCKET are both "shop-in"'],
    ['', { ...chosen, TRIGGER_BUCKET: 'gs://shop-in' }, 'TRIGGER_BUCKET is "gs://shop-in"'],
    ['MAX_INSTANCES=many\n', chosen, 'MAX_INSTANCES is "many"'],
    ['MAX_INSTANCE=1\n', chosen, 'did you mean MAX_INSTANCES?'],
  ])('%j that would not be right is refused', (before, params, says) => {
    expect(() => planEnvFile(before, params)).toThrow(UsageError);
    expect(() => planEnvFile(before, params)).toThrow(/^Nothing is written\. /);
    expect(() => planEnvFile(before, params)).toThrow(says);
  });
});

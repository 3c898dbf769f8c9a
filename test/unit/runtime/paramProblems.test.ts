import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../emulators/places.ts';
import { paramProblems, unknownParams } from '../../../functions/src/runtime/paramProblems.ts';
import { PARAMS } from '../../../functions/src/runtime/params.ts';

const RIGHT = { TRIGGER_BUCKET: 'shop-in', OPS_BUCKET: 'shop-ops', CONFIG_BUCKET: 'shop-ops' };

describe('the params', () => {
  it('that every project gets have their defaults, and the CLI asks for no other but the buckets', () => {
    const shared = parseEnv(readFileSync(path.join(ROOT, 'functions/.env'), 'utf8'));
    const expected = Object.entries(PARAMS)
      .filter(([name]) => !Object.hasOwn(RIGHT, name))
      .map(([name, spec]) => [name, String('default' in spec ? spec.default : undefined)]);
    expect(shared).toEqual(Object.fromEntries(expected));
    expect(paramProblems({ ...shared, ...RIGHT })).toEqual([]);
  });

  it('may be absent, since the CLI asks for those', () => {
    expect(paramProblems({})).toEqual([]);
  });

  it.each([
    ['REGION', 'europe', 'give a region'],
    ['REGION', 'us-central1 ', 'give a region'],
    ['CONCURRENCY', '80.5', 'give a whole number from 1 to 1000'],
    ['CONCURRENCY', '-1', 'give a whole number'],
    ['CONCURRENCY', '1e2', 'give a whole number'],
    ['GIVE_UP_AFTER_HOURS', '721', 'give a whole number from 1 to 720'],
    ['TRIGGER_BUCKET', 'shop-in/data', "give the bucket's name alone"],
    ['TRIGGER_BUCKET', 'Shop', "give the bucket's name alone"],
    ['DATABASE', 'projects/p/databases/d', 'give the ID of a Firestore database'],
    ['SLACK_SECRET', 'xoxb 1', 'give the ID of a secret'],
  ])('%s cannot be %j', (name, value, sentence) => {
    expect(paramProblems({ ...RIGHT, [name]: value })).toEqual([
      expect.stringContaining(`${name} is ${JSON.stringify(value)}: ${sentence}`),
    ]);
  });

  it.each(['TRIGGER_BUCKET', 'REGION', 'MAX_INSTANCES'])('%s cannot be empty', (name) => {
    expect(paramProblems({ ...RIGHT, [name]: '  ' })).toEqual([expect.stringContaining(`${name} is empty: `)]);
  });

  it.each(['OPS_BUCKET', 'CONFIG_BUCKET'])('TRIGGER_BUCKET and %s are two buckets', (name) => {
    expect(paramProblems({ ...RIGHT, [name]: RIGHT.TRIGGER_BUCKET })).toEqual([
      expect.stringContaining(`TRIGGER_BUCKET and ${name} are both "shop-in"`),
    ]);
  });

  it('that are misspelt are named, with what was meant', () => {
    expect(unknownParams(['TRIGER_BUCKET', 'MAX_ATTEMPTS', 'SERVICE_ACCOUNT', 'COLOUR'])).toEqual([
      'TRIGER_BUCKET is no param: did you mean TRIGGER_BUCKET?',
      'COLOUR is no param',
    ]);
  });
});

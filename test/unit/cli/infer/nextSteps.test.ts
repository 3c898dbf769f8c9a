import { describe, expect, it } from 'vitest';
import { nextSteps } from '../../../../functions/cli/infer/nextSteps.ts';
import type { Proposal } from '../../../../functions/cli/infer/ruleText.ts';

const PROPOSAL = {
  placement: { stem: 'orders' },
  kind: { samples: [{ shown: 'orders.csv', name: 'orders/orders.csv', isLocal: true }] },
} as unknown as Proposal;

const stepsOf = (project: string, out?: string, params: Record<string, string> = {}): string[] =>
  nextSteps([PROPOSAL], { project, out, params, localStorage: 'http://127.0.0.1:9199' })
    .slice(2)
    .map((line) => line.trim());

describe('the next steps after a proposal', () => {
  it('put a file into the local world once its rule is in force', () => {
    const params = { TRIGGER_BUCKET: 'landing', OPS_BUCKET: 'ops' };
    expect(stepsOf('demo-bqtail', 'orders.yaml', params)).toEqual([
      expect.stringMatching(/^put\(\) \{ test -f/),
      'npm run bqtail -- check orders.yaml && put orders.yaml ops rules/orders.yaml',
      expect.stringMatching(/^sleep 2 /),
      'put orders.csv landing orders/orders.csv',
      'npm run bqtail -- status gs://landing/orders/orders.csv',
    ]);
  });

  it('push the rule to a project, from where it is pushed, and wait for its instances', () => {
    const params = { TRIGGER_BUCKET: 'landing', RULES_CHECK_SEC: '30' };
    expect(stepsOf('my-project', 'o2.yaml', params)).toEqual([
      'mv o2.yaml rules/o2.yaml',
      'npm run bqtail -- check rules/o2.yaml --project my-project && npm run bqtail -- push --project my-project',
      expect.stringMatching(/^sleep 40 /),
      'gcloud storage cp orders.csv gs://landing/orders/orders.csv',
      'npm run bqtail -- status gs://landing/orders/orders.csv --project my-project',
    ]);
  });

  it('name what is to be filled in where the buckets of a project are not known', () => {
    expect(stepsOf('my-project')).toEqual([
      'npm run bqtail -- check rules/orders.yaml --project my-project && npm run bqtail -- push --project my-project',
      expect.stringMatching(/^sleep 70 /),
      'gcloud storage cp orders.csv gs://‹trigger bucket›/orders/orders.csv',
      'npm run bqtail -- status gs://‹trigger bucket›/orders/orders.csv --project my-project',
    ]);
  });

  it('load the files of a bucket that came before the rule', () => {
    const inBucket = { placement: { stem: 'orders' }, kind: { samples: [{ shown: 'gs://landing/a.csv' }] } };
    const world = { project: 'my-project', out: undefined, params: {}, localStorage: '' };
    expect(nextSteps([inBucket as unknown as Proposal], world).at(-1)).toMatch(
      /^ {2}npm run bqtail -- replay missed --project my-project /,
    );
  });
});

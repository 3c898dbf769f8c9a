import { describe, expect, it } from 'vitest';
import type { ReportedFinding } from '../../../../functions/cli/doctor/model/report.ts';
import { planProbe } from '../../../../functions/cli/doctor/probe/probePlan.ts';
import { runProbe } from '../../../../functions/cli/doctor/probe/runProbe.ts';
import { JobError } from '../../../support/cloud/bigquery/jobError.ts';
import type { JobCourse } from '../../../support/cloud/bigquery/memoryBigQuery.ts';
import { type Request, ServiceError } from '../../../support/cloud/send.ts';
import { type LiveWorld, liveWorld } from '../../process/liveWorld.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
`;

interface Probed {
  world: LiveWorld;
  findings: ReportedFinding[];
}

interface Trouble {
  rules?: string;
  /** What goes wrong in the deployment. */
  plant?: (world: LiveWorld) => void;
  /** What the caller is refused. */
  refused?: (request: Request) => boolean;
  signal?: AbortSignal;
  /** The functions do not read rules where the caller writes them. */
  rulesElsewhere?: true;
}

const DENIED = new JobError({ reason: 'accessDenied', message: 'Access Denied: Dataset own:shop: Permission denied' });

const jobsGo =
  (course: JobCourse) =>
  ({ cloud: { bigQuery } }: LiveWorld): void => {
    bigQuery.behaviour = { ...bigQuery.behaviour, course: () => course };
  };

/** Probes a deployment on services in memory. */
async function probed({ rules = RULE, plant, refused, signal, rulesElsewhere }: Trouble = {}): Promise<Probed> {
  const world = liveWorld({ rules, settings: { rulesCheckSec: 60 } });
  plant?.(world);
  const deps = world.cloud.deps({
    name: 'caller',
    send: async (request, effect) => {
      if (refused?.(request)) throw new ServiceError(403, 'Permission denied', 'accessDenied');
      return effect();
    },
  });
  const { settings, clock } = world.cloud;
  const plan = planProbe({ id: 'a1b2c3d4', dataset: { projectId: 'own', datasetId: 'shop' }, settings });
  if (rulesElsewhere) plan.rule = { ...plan.rule, bucket: settings.triggerBucket };
  const findings = await clock.settle(
    runProbe({
      ...{ plan, deps, signal: signal ?? new AbortController().signal },
      world: { projectId: 'own', prefix: '', configBucket: settings.configBucket },
    }),
  );
  return { world, findings };
}

const outcomes = ({ findings }: Probed): string[] => findings.map(({ check, outcome }) => `${check} ${outcome}`);

/** Neither file, nor rule, nor table of the probe is left. */
function expectClean({ world: { cloud } }: Probed): void {
  const names = (bucket: string) => cloud.storage.list(bucket, { prefix: '' }).objects.map(({ name }) => name);
  const { triggerBucket, opsBucket } = cloud.settings;
  expect(
    [...names(triggerBucket), ...names(opsBucket)].filter((name) => /^(?:rules\/)?bqtail-probe/.test(name)),
  ).toEqual([]);
  const table = { projectId: 'own', datasetId: 'shop', tableId: 'bqtail_probe_a1b2c3d4' };
  expect(cloud.bigQuery.tables.find(table)).toBeUndefined();
}

describe('a probe', () => {
  it('of a deployment that works finds its row in the table, and takes all away', async () => {
    const all = await probed();
    expect(outcomes(all)).toEqual([
      'probe:prepare ok',
      'probe:event ok',
      'probe:load ok',
      'probe:followUp ok',
      'probe:rows ok',
      'probe:cleanUp ok',
    ]);
    expectClean(all);
  });

  it.each<[string, Trouble, string, string]>([
    [
      'who may not write rules',
      { refused: ({ method, target }) => method === 'objects.insert' && target.includes('rules/') },
      'probe:prepare',
      'Permission denied',
    ],
    [
      'of a bqTail that does nothing',
      {
        plant: (world) => {
          world.trouble = () => 'dies';
        },
      },
      'probe:event',
      'its event never came',
    ],
    ['of a bqTail that reads rules elsewhere', { rulesElsewhere: true }, 'probe:event', 'bqTail knows no rule for it'],
    [
      'beside a rule that takes every file',
      { rules: 'When: { Prefix: / }\nDest: { Table: shop.orders }\n' },
      'probe:event',
      '2 enabled rules match it',
    ],
    [
      'whose load job BigQuery refuses',
      {
        plant: jobsGo({ pendingMs: 0, runMs: 0, error: DENIED }),
      },
      'probe:load',
      'Access Denied: Dataset own:shop',
    ],
    [
      'whose load job does not end',
      {
        plant: jobsGo({ pendingMs: 0, runMs: 3_600_000 }),
      },
      'probe:load',
      'the load job is not done after 300 s',
    ],
    [
      'without dispatch',
      {
        plant: (world) => {
          world.trouble = ({ method, target }) =>
            method === 'objects.list' && target.includes('/tasks/') ? 'dies' : undefined;
        },
      },
      'probe:followUp',
      'has not followed it up for 240 s',
    ],
    [
      'whose functions may not delete files',
      {
        plant: (world) => {
          world.trouble = ({ method, target }) =>
            method === 'objects.delete' && target.includes('bqtail-probe')
              ? { refused: new ServiceError(403, 'Permission denied', 'accessDenied') }
              : undefined;
        },
      },
      'probe:followUp',
      'the process ended as actionFailed',
    ],
  ])('%s names the stage, and takes all away', async (_, trouble, stage, says) => {
    const all = await probed(trouble);
    const failed = all.findings.filter(({ outcome }) => outcome !== 'ok');
    expect(failed.map(({ check }) => check)).toEqual([stage]);
    expect(failed[0]?.found).toContain(says);
    expect(failed[0]?.todo).toMatch(/\w/);
    expectClean(all);
  });

  it('that somebody interrupts goes no further, and takes all away', async () => {
    const all = await probed({ signal: AbortSignal.abort() });
    expect(all.findings.find(({ outcome }) => outcome !== 'ok')).toMatchObject({
      check: 'probe:event',
      found: 'interrupted',
    });
    expectClean(all);
  });

  it('that cannot clean up names what is left', async () => {
    const { findings } = await probed({ refused: ({ method }) => method === 'objects.delete' });
    expect(findings.at(-1)).toMatchObject({ check: 'probe:cleanUp', outcome: 'wrong' });
    expect(findings.at(-1)?.found).toContain('gs://ops/rules/bqtail-probe-a1b2c3d4.json is still there');
  });
});

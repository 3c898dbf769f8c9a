import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeploymentPlan, planDeployment, type Step } from '../../../../functions/cli/deploy/planDeployment.ts';
import { planText } from '../../../../functions/cli/deploy/planText.ts';
import { runSteps } from '../../../../functions/cli/deploy/runSteps.ts';
import { type Project, type StandIn, startStandIn } from '../doctor/examineProject.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.server.close());

const world = { projectId: 'shop-prod', region: 'us-central1', database: 'bqtail' };

const planFor = async (plant?: (project: Project) => void, force = false): Promise<DeploymentPlan> =>
  planDeployment({ report: await standIn.examineWith(plant), world, force });

const commands = ({ steps }: DeploymentPlan): string[] => steps.map(({ args }) => args.join(' '));

const CREATE = 'firestore:databases:create bqtail --location us-central1 --project shop-prod';
const FIRESTORE = 'deploy --only firestore --project shop-prod';
const FUNCTIONS = 'deploy --only functions --project shop-prod';

/** A project that has its buckets, and nothing of bqtail. */
const beforeTheFirst = ({ answers }: Project): void => {
  for (const key of Object.keys(answers)) {
    if (/^(?:firestore|functions|eventarc|scheduler|pubsub|run|iam) /.test(key)) answers[key] = undefined;
  }
};

describe('what is missing is made in order', () => {
  it('from nothing: the database at the functions’ region, what belongs to it, then the functions', async () => {
    const plan = await planFor(beforeTheFirst);
    expect(plan.hindrances).toEqual([]);
    expect(commands(plan)).toEqual([CREATE, FIRESTORE, FUNCTIONS]);
    expect(planText(plan)).toBe(
      [
        `1. firebase ${CREATE}`,
        '   makes the Firestore database bqtail in us-central1; its location cannot be changed',
        `2. firebase ${FIRESTORE}`,
        '   deploys the rules, indexes and TTL policies of bqtail',
        `3. firebase ${FUNCTIONS}`,
        '   deploys bqTail, bqDispatch, bqTick, bqReplay and bqMonitor, with topic and schedule',
      ].join('\n'),
    );
  });

  it('from a deployment that is there: the functions, which may be newer', async () => {
    expect(commands(await planFor())).toEqual([FUNCTIONS]);
  });

  it('indexes that are new are deployed before the functions that query by them', async () => {
    const plan = await planFor(({ answers }) => {
      answers['firestore /projects/shop-prod/databases/bqtail/collectionGroups/-/indexes'] = {};
    });
    expect(commands(plan)).toEqual([FIRESTORE, FUNCTIONS]);
  });

  it('where nobody can confirm, the functions alone are forced', async () => {
    expect(commands(await planFor(beforeTheFirst, true))).toEqual([CREATE, FIRESTORE, `${FUNCTIONS} --force`]);
  });
});

describe('nothing is deployed', () => {
  it.each<[string, (project: Project) => void, string]>([
    ['without a bucket', ({ answers }) => void Reflect.deleteProperty(answers, 'storage /b/shop-in'), 'buckets'],
    ['with params that cannot be right', ({ env }) => void Object.assign(env, { REGION: 'EU' }), 'params'],
    [
      'where the database may not be looked at',
      (project) => void Object.assign(project, { refused: 'firestore' }),
      'database',
    ],
  ])('%s', async (_, plant, check) => {
    const plan = await planFor(plant);
    expect(plan.hindrances.map((hindrance) => hindrance.check)).toEqual([check]);
    expect(planText(plan)).toMatch(new RegExp(`^Nothing is deployed. Mend this first:\n  ${check}: `));
    expect(planText(plan)).not.toContain('firebase deploy');
  });
});

it('after a command that fails none is run', async () => {
  const steps: Step[] = ['a', 'b', 'c'].map((arg) => ({ why: arg, args: [arg] }));
  const ran: string[] = [];
  const failed = await runSteps(steps, async ({ args: [arg = ''] }) => {
    ran.push(arg);
    return arg === 'b' ? 1 : 0;
  });
  expect(ran).toEqual(['a', 'b']);
  expect(failed).toBe(steps[1]);
});

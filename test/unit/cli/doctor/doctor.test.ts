import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../../../functions/cli/doctor/model/deployed.ts';
import { reportSchema } from '../../../../functions/cli/doctor/model/report.ts';
import { CHECKS, FIRST } from '../../../../functions/cli/doctor/registry.ts';
import { reportText } from '../../../../functions/cli/doctor/reportText.ts';
import { UsageError } from '../../../../functions/cli/input/usageError.ts';
import { type Project, type StandIn, startStandIn } from './examineProject.ts';
import { FAULTS } from './faults.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.server.close());

describe('a healthy project', () => {
  it('is found well by each check', async () => {
    const { findings, notChecked } = await standIn.examineWith();
    expect(findings.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    const ids = [FIRST, ...CHECKS].map(({ id }) => id);
    expect([...new Set(findings.map(({ check }) => check))].toSorted()).toEqual(ids.toSorted());
    expect(notChecked).toBeUndefined();
  });

  it('is only read', async () => {
    standIn.server.received.length = 0;
    await standIn.examineWith();
    const { received } = standIn.server;
    expect(received.length).toBeGreaterThan(20);
    const writes = received.filter(({ method, path }) => method !== 'GET' && !path.includes(':getIamPolicy'));
    expect(writes).toEqual([]);
    const asked = received.map(({ path }) => path);
    expect(asked.toSorted()).toEqual([...new Set(asked)].toSorted());
  });
});

describe('a fault is named by its check, and by no other', () => {
  it.each(FAULTS)('$fault: $check', async ({ plant, outcome, check, says }) => {
    const { findings } = await standIn.examineWith(plant);
    const faults = findings.filter((finding) => finding.outcome !== 'ok');
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) {
      expect(fault).toMatchObject({ check, outcome, todo: expect.stringMatching(/^[A-Z].*\.$/) });
    }
    expect(faults.map(({ found }) => found).join('\n')).toContain(says);
  });

  it('of each check there is one', () => {
    const named = new Set(FAULTS.map(({ check }) => check));
    expect([FIRST, ...CHECKS].map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
  });
});

describe('what cannot be known', () => {
  it('names the permission that looking takes, and is no fault', async () => {
    const { findings } = await standIn.examineWith((project) => {
      project.refused = 'scheduler';
    });
    const others = findings.filter(({ outcome }) => outcome !== 'ok');
    expect(others.map(({ check, outcome }) => `${check} ${outcome}`)).toEqual(['schedule unknown', 'lastTick unknown']);
    for (const { found } of others) expect(found).toContain('it takes cloudscheduler.jobs.get');
  });

  it('is said by each check where everything is refused', async () => {
    const { findings } = await standIn.examineWith((project) => {
      project.refused = 'all';
    });
    const known = findings.filter(({ outcome }) => outcome !== 'unknown').map(({ check }) => check);
    expect(known).toEqual(['params', 'databaseDeclared']);
    for (const { check, outcome, found } of findings) {
      if (outcome === 'unknown') expect(found, check).toMatch(/it takes [\w.]+/);
    }
  });
});

describe('an instance of a kit, whose functions have a prefix', () => {
  const prefix = 'kit-orders-';
  /** The checks that look at functions, by their names. */
  const OF_FUNCTIONS = [
    'functions',
    'paramsInForce',
    'tailTrigger',
    'dispatchTrigger',
    'deliveries',
    'schedule',
    'lastTick',
    'publicFunctions',
  ];

  /** Gives the functions of a project the prefix, and their schedule. */
  function renamed(project: Project): void {
    const text = JSON.stringify(project.answers)
      .replaceAll('/functions/bq', `/functions/${prefix}bq`)
      .replaceAll('firebase-schedule-bq', `firebase-schedule-${prefix}bq`);
    project.answers = JSON.parse(text);
  }

  it('is found well by each check, and not found without the prefix', async () => {
    const { findings } = await standIn.examineWith(renamed, { prefix });
    expect(findings.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    const { findings: others } = await standIn.examineWith(renamed);
    expect(others.filter(({ check, outcome }) => check === 'functions' && outcome === 'wrong')).toHaveLength(
      FUNCTIONS.length,
    );
  });

  it.each(FAULTS.filter(({ check }) => OF_FUNCTIONS.includes(check)))(
    'has its faults named: $fault',
    async ({ plant, outcome, check, says }) => {
      const { findings } = await standIn.examineWith(
        (project) => {
          plant(project);
          renamed(project);
        },
        { prefix },
      );
      const faults = findings.filter((finding) => finding.outcome !== 'ok');
      expect(new Set(faults.map((fault) => `${fault.check} ${fault.outcome}`))).toEqual(
        new Set([`${check} ${outcome}`]),
      );
      expect(faults.map(({ found }) => found.replaceAll(prefix, '')).join('\n')).toContain(says);
    },
  );
});

it('wrong params are all that is said, since every other check reads what they name', async () => {
  const { findings, notChecked } = await standIn.examineWith(({ env }) => {
    env['TRIGGER_BUCKET'] = 'gs://shop-in';
  });
  expect(findings.map(({ check }) => check)).toEqual(['params']);
  expect(notChecked?.reason).toBe('the params have to be right first');
  expect(notChecked?.checks).toHaveLength(CHECKS.length);
});

it('in the local world, what is not there is said once', async () => {
  const { findings, notChecked } = await standIn.examineWith(
    ({ answers }) => {
      for (const [key, answer] of Object.entries(answers)) answers[key.replaceAll('shop-prod', 'demo-shop')] = answer;
    },
    { projectId: 'demo-shop' },
  );
  expect(findings.map(({ check, outcome }) => `${check} ${outcome}`)).toEqual([
    'params ok',
    'databaseDeclared ok',
    'topic ok',
    'rules ok',
    'datasets ok',
    'history ok',
  ]);
  expect(notChecked).toMatchObject({ reason: 'not in the local world', checks: expect.arrayContaining(['apis']) });
});

it('a region whose functions cannot be listed has unknown ones, not missing ones', async () => {
  const { findings } = await standIn.examineWith(({ answers }) => {
    const key = 'functions /projects/shop-prod/locations/-/functions';
    answers[key] = { unreachable: ['projects/shop-prod/locations/us-central1'] };
  });
  const faults = findings.filter(({ outcome }) => outcome !== 'ok');
  expect(faults.map(({ check, outcome }) => `${check} ${outcome}`)).toContain('functions unknown');
  expect(faults.filter(({ outcome }) => outcome !== 'unknown')).toEqual([]);
});

it('a role that is granted on a condition counts', async () => {
  const { findings } = await standIn.examineWith(({ answers }) => {
    const { bindings } = answers['resourceManager /projects/shop-prod:getIamPolicy'] as {
      bindings: { role: string }[];
    };
    const grant = bindings.find(({ role }) => role === 'roles/datastore.user');
    const expression = 'resource.name=="projects/shop-prod/databases/bqtail"';
    Object.assign(grant ?? {}, { condition: { title: 'its database', expression } });
  });
  expect(findings.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  const asked = standIn.server.received.findLast(
    ({ path }) => path === '/resourceManager/projects/shop-prod:getIamPolicy',
  );
  expect(JSON.parse(asked?.body ?? '')).toEqual({ options: { requestedPolicyVersion: 3 } });
});

describe('the report', () => {
  it('reads worst first, a mark for each, what is right and what to do', async () => {
    const report = await standIn.examineWith((project) => {
      project.answers['pubsub /projects/shop-prod/topics/bqdispatch'] = undefined;
      Object.assign(project.answers['storage /b/shop-in'] as object, { versioning: { enabled: true } });
      project.refused = 'scheduler';
    });
    const lines = reportText(report).split('\n');
    expect(lines.slice(0, 3)).toEqual([
      '✗ topic: there is no topic bqdispatch',
      '    right: The topic that starts bqDispatch exists.',
      '    to do: Deploy the functions, which makes it: npx firebase deploy --only functions --project shop-prod.',
    ]);
    const marks = lines.filter((line) => !line.startsWith(' ')).map((line) => line[0]);
    expect(marks.slice(0, 5)).toEqual(['✗', '!', '?', '?', '✓']);
    expect(lines.at(-1)).toMatch(/^shop-prod: 1 wrong, 1 warning, 2 unknown, \d+ ok$/);
  });

  it('for tools has the form that its schema gives', async () => {
    for (const { plant } of FAULTS.slice(0, 12)) {
      const report = await standIn.examineWith(plant);
      expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    }
  });
});

it('says in one line that nobody answers', async () => {
  const other = await startStandIn();
  other.server.close();
  await expect(other.examineWith()).rejects.toThrow(
    new UsageError(`cannot reach ${other.server.url} (ECONNREFUSED): start the local world with npm run emulators`),
  );
});

it('joins the pages of an answer', async () => {
  const { server, ...paged } = await startStandIn();
  const { findings } = await paged.examineWith(({ answers }) => {
    const key = 'functions /projects/shop-prod/locations/-/functions';
    const [first, ...others] = (answers[key] as { functions: object[] }).functions;
    answers[key] = { functions: [first], nextPageToken: 'p2' };
    answers[`${key} p2`] = { functions: others };
  });
  server.close();
  expect(findings.filter(({ check }) => check === 'functions').map(({ outcome }) => outcome)).toEqual(
    FUNCTIONS.map(() => 'ok'),
  );
});

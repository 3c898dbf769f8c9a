import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ROOT } from '../../../../emulators/places.ts';
import { applyAlerts } from '../../../../functions/cli/alerts/applyAlerts.ts';
import { readAlerts } from '../../../../functions/cli/alerts/readAlerts.ts';
import { localCaller } from '../../../../functions/cli/cloud/caller.ts';
import { type Endpoints, GOOGLE } from '../../../../functions/cli/cloud/endpoints.ts';
import { type LocalServer, startServer } from '../../../support/localServer.ts';

type Fields = Record<string, unknown>;

const PROJECT = 'shop-prod';
const CHANNEL = `projects/${PROJECT}/notificationChannels/123`;

/** What the project has, by path; each API adds fields of its own. */
let has: Map<string, Fields>;
/** A method and the part of a path that is refused. */
let refused: RegExp | undefined;
let server: LocalServer;

beforeAll(async () => {
  server = await startServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://stand-in');
    const { method = '' } = request;
    const reply = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (refused?.test(`${method} ${pathname}`))
      return reply(403, { error: { code: 403, message: 'The caller does not have permission' } });
    const { body } = server.received.at(-1) ?? {};
    if (method === 'GET') {
      const list = [...has].filter(([path]) => path.startsWith(`${pathname}/`)).map(([, fields]) => fields);
      const found = pathname.endsWith('/alertPolicies') ? { alertPolicies: list } : has.get(pathname);
      return found ? reply(200, found) : reply(404, { error: { code: 404, message: 'not found' } });
    }
    keep(method, pathname, JSON.parse(body ?? '{}'));
    return reply(200, {});
  });
});
afterAll(() => server.close());
beforeEach(() => {
  has = new Map();
  refused = undefined;
});

function keep(method: string, pathname: string, fields: Fields): void {
  if (method !== 'POST') {
    has.set(pathname, { ...has.get(pathname), ...fields });
  } else if (pathname.endsWith('/alertPolicies')) {
    const name = `projects/${PROJECT}/alertPolicies/${has.size}`;
    has.set(`/monitoring/v3/${name}`, { enabled: true, ...fields, name });
  } else if (pathname.endsWith('/dashboards')) {
    // The API answers with the project's number.
    has.set(`/monitoring/v1/${fields['name']}`, { ...fields, name: 'projects/7/dashboards/bqtail', etag: 'e1' });
  } else {
    has.set(`${pathname}/${fields['name']}`, { ...fields, createTime: 'now' });
  }
}

interface Applied {
  isDone: boolean;
  said: string[];
  /** The calls that change something. */
  changes: { method: string; path: string; body: Fields }[];
}

async function apply(channels: string[] = [], isConfirmed = true): Promise<Applied> {
  const before = server.received.length;
  const said: string[] = [];
  const endpoints = Object.fromEntries(
    Object.keys(GOOGLE).map((api) => [api, `${server.url}/${api}`]),
  ) as unknown as Endpoints;
  const isDone = await applyAlerts(await readAlerts({ projectId: PROJECT, prefix: '' }, channels), {
    ...{ projectId: PROJECT, caller: localCaller(), endpoints },
    say: (line) => void said.push(line),
    isConfirmed: async () => isConfirmed,
  });
  const changes = server.received.slice(before).filter(({ method }) => method !== 'GET');
  return { isDone, said, changes: changes.map(({ body, ...rest }) => ({ ...rest, body: JSON.parse(body) as Fields })) };
}

it('says first what is to be made, and makes it: metrics before what counts by them', async () => {
  const { isDone, said, changes } = await apply([CHANNEL]);
  expect(isDone).toBe(true);
  expect(said).toHaveLength(13);
  expect(said).toContain('will create the alert policy bqtail: a final error');
  expect(said.at(-1)).toBe('12 done, 0 failed');
  expect(new Set(changes.map(({ method }) => method))).toEqual(new Set(['POST']));
  expect(changes.map(({ path }) => path.split('/').at(-1)).join()).toMatch(
    /^(metrics,){5}(alertPolicies,){6}dashboards$/,
  );
  expect(changes[5]?.body).toMatchObject({ notificationChannels: [CHANNEL] });
});

it('does nothing where all is there', async () => {
  await apply();
  expect(await apply()).toEqual({
    isDone: true,
    said: ['nothing to do: shop-prod has all 12 as they should be'],
    changes: [],
  });
});

it('changes what differs, and leaves alone what others decide: channels, and whether a policy is enabled', async () => {
  await apply([CHANNEL]);
  for (const [path, fields] of has) {
    if (/lag$|dashboards/.test(path)) Object.assign(fields, { filter: 'other', displayName: 'other' });
    const { bqtail } = (fields['userLabels'] ?? {}) as { bqtail?: string };
    if (bqtail === 'quota-hold') Object.assign(fields, { displayName: 'renamed', severity: 'ERROR', enabled: false });
  }
  const { isDone, said, changes } = await apply();
  expect(isDone).toBe(true);
  expect(said).toEqual([
    'will update the log-based metric bqtail_lag',
    'will update the alert policy bqtail: a hold for a quota',
    'will update the dashboard bqtail',
    '3 done, 0 failed',
  ]);
  const [metric, policy, dashboard] = changes;
  expect(metric).toMatchObject({ method: 'PUT', path: '/logging/projects/shop-prod/metrics/bqtail_lag' });
  expect(policy?.path).toMatch(
    /^\/monitoring\/v3\/projects\/shop-prod\/alertPolicies\/\d+\?updateMask=displayName,severity,/,
  );
  expect(policy?.path).not.toMatch(/enabled|notificationChannels/);
  expect(dashboard).toMatchObject({ method: 'PATCH', body: { etag: 'e1' } });
});

it('takes a policy of others for none of its own', async () => {
  const path = `/monitoring/v3/projects/${PROJECT}/alertPolicies/others`;
  const fields = { name: path.slice('/monitoring/v3/'.length), displayName: 'bqtail: a final error' };
  has.set(path, fields);
  await apply();
  expect(has.get(path)).toBe(fields);
});

it('makes nothing where nobody agrees', async () => {
  const { isDone, changes, said } = await apply([], false);
  expect([isDone, changes, said.at(-1)]).toEqual([false, [], 'nothing is done']);
});

it('names the permission that is missing to look, and makes nothing', async () => {
  refused = /^GET .*alertPolicies/;
  const { isDone, changes, said } = await apply();
  expect([isDone, changes]).toEqual([false, []]);
  expect(said).toEqual([
    'nothing is done: not permitted to look: it takes monitoring.alertPolicies.list (The caller does not have permission)',
  ]);
});

it('names the permission that is missing to make something, and makes the rest', async () => {
  refused = /^POST .*dashboards/;
  const { isDone, changes, said } = await apply();
  expect([isDone, changes.length]).toEqual([false, 12]);
  expect(said.slice(-2)).toEqual([
    'could not create the dashboard bqtail: not permitted to change this: it takes monitoring.dashboards.create (The caller does not have permission)',
    '11 done, 1 failed',
  ]);
});

const bqtail = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [join(ROOT, 'emulators/cli/main.ts'), 'alerts', ...args], (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });

it('bqtail alerts prints what it would make, and ends with 2 where there is nothing to apply to', async () => {
  const [json, local, wrong] = await Promise.all([
    bqtail('--json'),
    bqtail('--apply'),
    bqtail('--channel', 'somewhere'),
  ]);
  expect([json.code, local.code, wrong.code]).toEqual([0, 2, 2]);
  expect(JSON.parse(json.out)).toMatchObject({
    metrics: { length: 5 },
    policies: { length: 6 },
    dashboards: { length: 1 },
  });
  expect(local.err).toMatch(/^demo-bqtail is the local world, .*nothing to apply to.*\n$/);
  expect(wrong.err).toMatch(/^somewhere is no channel: /);
});

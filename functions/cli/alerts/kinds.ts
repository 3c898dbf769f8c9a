import { z } from 'zod';
import type { Reader } from '../cloud/reader.ts';
import { at, type Resource } from '../cloud/resource.ts';
import type { Change } from '../cloud/writer.ts';
import type { Body, Wanted } from './wanted.ts';

/** What a project has, with all its fields. */
type Found = Readonly<Record<string, unknown>>;

interface Kind {
  /** For a sentence. */
  called: string;
  find(project: string, body: Body, reader: Reader): Promise<Found | undefined>;
  create(project: string, body: Body): Change;
  update(project: string, body: Body, found: Found): Change;
}

const anything = z.record(z.string(), z.unknown());

const metricOf = (project: string, { name = '' }: Body): Resource<Found> => ({
  api: 'logging',
  path: at`/projects/${project}/metrics/${name}`,
  permission: 'logging.logMetrics.get',
  schema: anything,
});

const metric: Kind = {
  called: 'log-based metric',
  find: (project, body, reader) => reader.read(metricOf(project, body)),
  create: (project, body) => ({
    ...{ api: 'logging', method: 'POST', path: at`/projects/${project}/metrics`, body },
    permission: 'logging.logMetrics.create',
  }),
  update: (project, body) => ({
    ...{ api: 'logging', method: 'PUT', path: metricOf(project, body).path, body },
    permission: 'logging.logMetrics.update',
  }),
};

const policies = z.object({
  alertPolicies: z
    .array(z.looseObject({ name: z.string(), userLabels: z.record(z.string(), z.string()).default({}) }))
    .default([]),
});

const policiesOf = (project: string): Resource<z.infer<typeof policies>> => ({
  api: 'monitoring',
  path: at`/v3/projects/${project}/alertPolicies?pageSize=1000`,
  permission: 'monitoring.alertPolicies.list',
  schema: policies,
});

/** The API names a policy, and people rename it: what stays is its label. */
const policy: Kind = {
  called: 'alert policy',
  async find(project, { userLabels }, reader) {
    const { alertPolicies } = (await reader.read(policiesOf(project))) ?? { alertPolicies: [] };
    return alertPolicies.find((one) => one.userLabels['bqtail'] === userLabels?.['bqtail']);
  },
  create: (project, body) => ({
    ...{ api: 'monitoring', method: 'POST', path: at`/v3/projects/${project}/alertPolicies`, body },
    permission: 'monitoring.alertPolicies.create',
  }),
  // What the file does not speak of is somebody else's: whether it is enabled, and who is notified.
  update: (_, body, { name }) => ({
    ...{ api: 'monitoring', method: 'PATCH', body: { ...body, name } },
    path: `/v3/${name}?updateMask=${Object.keys(body).join(',')}`,
    permission: 'monitoring.alertPolicies.update',
  }),
};

const dashboardOf = ({ name = '' }: Body): Resource<Found> => ({
  api: 'monitoring',
  path: `/v1/${name}`,
  permission: 'monitoring.dashboards.get',
  schema: anything,
});

const dashboard: Kind = {
  called: 'dashboard',
  async find(_, body, reader) {
    const found = await reader.read(dashboardOf(body));
    // The API answers with the number of the project in the name.
    return found && { ...found, name: body.name };
  },
  create: (project, body) => ({
    ...{ api: 'monitoring', method: 'POST', path: at`/v1/projects/${project}/dashboards`, body },
    permission: 'monitoring.dashboards.create',
  }),
  update: (_, body, { etag }) => ({
    ...{ api: 'monitoring', method: 'PATCH', path: dashboardOf(body).path, body: { ...body, etag } },
    permission: 'monitoring.dashboards.update',
  }),
};

export const KINDS: Readonly<Record<Wanted['kind'], Kind>> = { metric, policy, dashboard };

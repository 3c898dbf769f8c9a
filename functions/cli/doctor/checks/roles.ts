import { ROLES } from '../../../src/runtime/needs.ts';
import { projectPolicy } from '../../cloud/projectResources.ts';
import { type Check, faultsOr, warning, wrong } from '../model/check.ts';
import { accountOf } from '../model/deployed.ts';

/** Roles that hold all permissions of the one wanted (IAM: basic and predefined roles). */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  'roles/bigquery.jobUser': ['roles/bigquery.user', 'roles/bigquery.admin'],
  'roles/bigquery.dataEditor': ['roles/bigquery.dataOwner', 'roles/bigquery.admin'],
  'roles/storage.objectUser': ['roles/storage.objectAdmin', 'roles/storage.admin'],
  'roles/pubsub.publisher': ['roles/pubsub.editor', 'roles/pubsub.admin'],
  'roles/datastore.user': ['roles/datastore.owner'],
  'roles/run.invoker': ['roles/run.admin'],
};

const BASIC = ['roles/owner', 'roles/editor'];

export const roles: Check = {
  id: 'roles',
  right: 'The service account of the functions has each role that they need.',
  todo: ({ projectId }) =>
    `Grant it: gcloud projects add-iam-policy-binding ${projectId} --member serviceAccount:ACCOUNT --role ROLE; functions/DEPLOYMENT.md, "Roles", has narrower ones by resource.`,
  async look(world) {
    const email = await accountOf(world);
    const policy = await world.read(projectPolicy(world.projectId));
    if (email === undefined || !policy) return [];
    const held = new Set(
      policy.bindings.filter(({ members }) => members.includes(`serviceAccount:${email}`)).map(({ role }) => role),
    );
    const missing = Object.entries(ROLES).filter(
      ([role]) => ![role, ...(WIDER[role] ?? []), ...BASIC].some((one) => held.has(one)),
    );
    // An account of one's own may have narrower roles, on resources, where this does not look.
    const fault = world.serviceAccount === undefined ? wrong : warning;
    return faultsOr(
      missing.map(([role, why]) => fault(`${email} does not have ${role} in the project, which ${why}`)),
      `${email} has ${Object.keys(ROLES).length} roles`,
    );
  },
};

import { membersWith } from '../../cloud/policy.ts';
import { projectPolicy } from '../../cloud/projectResources.ts';
import { type Check, ok, warning } from '../model/check.ts';
import { accountOf } from '../model/deployed.ts';

export const basicRoles: Check = {
  id: 'basicRoles',
  right:
    'The service account of the functions is neither owner nor editor: everyone who writes rules would have its rights.',
  todo: ({ projectId }) =>
    `Grant the roles that functions/DEPLOYMENT.md, "Roles", lists instead, and take the basic one back: gcloud projects remove-iam-policy-binding ${projectId}.`,
  async look(world) {
    const email = await accountOf(world);
    const policy = await world.read(projectPolicy(world.projectId));
    if (email === undefined || !policy) return [];
    const basic = ['roles/owner', 'roles/editor'].filter((role) =>
      membersWith(policy, (one) => one === role).includes(`serviceAccount:${email}`),
    );
    return [basic.length > 0 ? warning(`${email} has ${basic.join(' and ')}`) : ok(`${email} has no basic role`)];
  },
};

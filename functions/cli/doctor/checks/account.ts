import { serviceAccount } from '../../cloud/projectResources.ts';
import { type Check, ok, wrong } from '../model/check.ts';
import { accountOf } from '../model/deployed.ts';

export const account: Check = {
  id: 'account',
  right: 'The service account of the functions exists and is not disabled.',
  todo: ({ serviceAccount: own, projectId }) =>
    own === undefined
      ? `Enable it, or deploy the functions again: npx firebase deploy --only functions --project ${projectId}.`
      : 'Make or enable it, or give SERVICE_ACCOUNT another.',
  async look(world) {
    const email = await accountOf(world);
    if (email === undefined) return [];
    const found = await world.read(serviceAccount(email));
    if (!found) return [wrong(`the service account ${email} does not exist`)];
    return [found.disabled ? wrong(`the service account ${email} is disabled`) : ok(`the functions run as ${email}`)];
  },
};

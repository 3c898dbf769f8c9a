import { isPublic } from '../../cloud/policy.ts';
import { bucketPolicy } from '../../cloud/storageResources.ts';
import { type Check, faultsOr, wrong } from '../model/check.ts';
import { bucketsOf } from '../model/world.ts';

export const publicBuckets: Check = {
  id: 'publicBuckets',
  right: 'No bucket is open to everybody: rules are code, and task files and reports name tables and files.',
  todo: () =>
    'Take the grant back (gcloud storage buckets remove-iam-policy-binding gs://NAME --member MEMBER --role ROLE), and set --public-access-prevention.',
  async look(world) {
    const faults = await Promise.all(
      bucketsOf(world).map(async ({ name, is }) => {
        const policy = await world.read(bucketPolicy(name));
        const open = policy?.bindings.filter(({ members }) => members.some(isPublic)) ?? [];
        return open.map(({ role, members }) =>
          wrong(`the ${is} gs://${name} gives ${role} to ${members.filter(isPublic).join(' and ')}`),
        );
      }),
    );
    return faultsOr(faults.flat(), 'no bucket is public');
  },
};

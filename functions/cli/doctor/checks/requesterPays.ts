import { bucketOf } from '../../cloud/storageResources.ts';
import { type Check, faultsOr, wrong } from '../model/check.ts';
import { bucketsOf } from '../model/world.ts';

export const requesterPays: Check = {
  id: 'requesterPays',
  right: 'The owner of the buckets pays: neither BigQuery nor the functions name a project that does.',
  todo: () => 'Switch it off: gcloud storage buckets update gs://NAME --no-requester-pays.',
  async look(world) {
    const found = await Promise.all(bucketsOf(world).map(({ name }) => world.read(bucketOf(name))));
    const faults = found.flatMap((bucket) =>
      bucket?.billing?.requesterPays ? [wrong(`gs://${bucket.name} lets the requester pay: each load is refused`)] : [],
    );
    return faultsOr(faults, 'the owner pays for each bucket');
  },
};

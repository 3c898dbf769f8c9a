import { bucketOf } from '../../cloud/storageResources.ts';
import { type Check, ok, wrong } from '../model/check.ts';
import { bucketsOf } from '../model/world.ts';

export const buckets: Check = {
  id: 'buckets',
  right: 'The trigger, ops and rules buckets exist.',
  todo: ({ region, projectId }) =>
    `Make it (gcloud storage buckets create gs://NAME --location ${region} --project ${projectId}), or name another in the env file.`,
  look: (world) =>
    Promise.all(
      bucketsOf(world).map(async ({ name, is }) =>
        (await world.read(bucketOf(name)))
          ? ok(`the ${is} gs://${name} exists`)
          : wrong(`the ${is} gs://${name} does not exist`),
      ),
    ),
};

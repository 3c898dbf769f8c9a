import { listeningRegions } from '../../cloud/locations.ts';
import { bucketOf } from '../../cloud/storageResources.ts';
import { type Check, ok, wrong } from '../model/check.ts';

export const bucketRegion: Check = {
  id: 'bucketRegion',
  right: 'REGION is the trigger bucket’s location, or a region in it that can listen.',
  todo: () =>
    'Give REGION one of these and deploy again, or take a bucket elsewhere: the location of a bucket cannot be changed.',
  async look({ read, triggerBucket, region }) {
    const bucket = await read(bucketOf(triggerBucket));
    if (!bucket) return [];
    const regions = listeningRegions(bucket.location);
    const where = `gs://${bucket.name} is in ${bucket.location}`;
    return [
      regions.includes(region)
        ? ok(`${where}, and the functions in ${region}`)
        : wrong(`${where}; functions in ${region} cannot listen to it, those in ${regions.join(', ')} can`),
    ];
  },
};

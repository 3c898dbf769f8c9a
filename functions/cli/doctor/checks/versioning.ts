import { bucketOf } from '../../cloud/storageResources.ts';
import { type Check, ok, warning } from '../model/check.ts';

export const versioning: Check = {
  id: 'versioning',
  right: 'The trigger bucket has no object versioning: each file, and each task, would stay as a noncurrent version.',
  todo: ({ triggerBucket }) =>
    `Switch it off (gcloud storage buckets update gs://${triggerBucket} --no-versioning), or let a lifecycle rule delete noncurrent versions.`,
  async look({ read, triggerBucket }) {
    const bucket = await read(bucketOf(triggerBucket));
    if (!bucket) return [];
    return [
      bucket.versioning?.enabled
        ? warning(`gs://${bucket.name} keeps a noncurrent version of each deleted file, and bills it`)
        : ok(`gs://${bucket.name} has no object versioning`),
    ];
  },
};

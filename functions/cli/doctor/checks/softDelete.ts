import { bucketOf } from '../../cloud/storageResources.ts';
import { type Check, faultsOr, warning } from '../model/check.ts';

const DAY_SEC = 86_400;

export const softDelete: Check = {
  id: 'softDelete',
  right: 'Buckets keep no deleted objects: they are billed like others.',
  todo: () => 'Switch it off, unless you want it: gcloud storage buckets update gs://NAME --clear-soft-delete.',
  async look({ read, triggerBucket, opsBucket }) {
    const found = await Promise.all([triggerBucket, opsBucket].map((name) => read(bucketOf(name))));
    const faults = found.flatMap((bucket) => {
      const kept = bucket?.softDeletePolicy?.retentionDurationSeconds ?? 0;
      return bucket && kept > 0
        ? [warning(`gs://${bucket.name} keeps, and bills, each deleted object for ${kept / DAY_SEC} days`)]
        : [];
    });
    return faultsOr(faults, 'deleted files are not billed');
  },
};

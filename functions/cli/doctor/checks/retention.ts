import { type Bucket, bucketOf } from '../../cloud/storageResources.ts';
import { type Check, faultsOr, wrong } from '../model/check.ts';

export const retention: Check = {
  id: 'retention',
  right: 'Objects of the trigger and ops buckets may be deleted and overwritten at once.',
  todo: () =>
    'Remove it (gcloud storage buckets update gs://NAME --clear-retention-period --no-default-event-based-hold); if it is locked, take another bucket.',
  async look({ read, triggerBucket, opsBucket }) {
    const found = await Promise.all([triggerBucket, opsBucket].map((name) => read(bucketOf(name))));
    const faults = found.flatMap((bucket) => (bucket ? hindrances(bucket).map(wrong) : []));
    return faultsOr(faults, `gs://${triggerBucket} and gs://${opsBucket} have no retention policy and no hold`);
  },
};

function hindrances({ name, retentionPolicy, defaultEventBasedHold }: Bucket): string[] {
  const { retentionPeriod, isLocked } = retentionPolicy ?? {};
  return [
    ...(retentionPolicy
      ? [
          `gs://${name} has a ${isLocked ? 'locked ' : ''}retention policy of ${retentionPeriod ?? '?'} s: deleting and overwriting are refused`,
        ]
      : []),
    ...(defaultEventBasedHold ? [`gs://${name} holds each new object: deleting and overwriting are refused`] : []),
  ];
}

import { datasetOf } from '../../cloud/dataResources.ts';
import { mayLoad } from '../../cloud/locations.ts';
import { bucketOf } from '../../cloud/storageResources.ts';
import { type Check, ok, warning } from '../model/check.ts';

export const history: Check = {
  id: 'history',
  right: 'The dataset of the history is in the location of the tables, or the functions will make it.',
  todo: ({ historyDataset }) =>
    `Name another dataset with HISTORY_DATASET (the functions make it in their region), or make ${historyDataset} again in the location of your tables.`,
  isLocal: true,
  async look({ projectId, historyDataset, region, triggerBucket, read }) {
    if (historyDataset === '') return [ok('no history is kept: HISTORY_DATASET is empty')];
    const shown = `the dataset ${projectId}.${historyDataset} of the history`;
    const there = await read(datasetOf(projectId, historyDataset));
    // Whether they may is what the check of the roles says.
    if (!there) return [ok(`${shown} is made in ${region} by the first process that ends`)];
    const where = `${shown} is in ${there.location}`;
    const bucket = projectId.startsWith('demo-') ? undefined : await read(bucketOf(triggerBucket));
    if (!bucket || mayLoad(bucket, there.location)) return [ok(where)];
    return [
      warning(
        `${where}, and gs://${bucket.name} in ${bucket.location}: no query can join it with the tables of the files`,
      ),
    ];
  },
};

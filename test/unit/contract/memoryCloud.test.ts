import { gsUrl } from '../../../functions/src/model/places.ts';
import { memoryCloud, TRIGGER } from '../../support/cloud/memoryCloud.ts';
import { bigQueryContract } from '../../support/contract/bigQueryContract.ts';
import { booksContract } from '../../support/contract/booksContract.ts';
import { claimContract } from '../../support/contract/claimContract.ts';
import { groupsContract } from '../../support/contract/groupsContract.ts';
import { holdsContract } from '../../support/contract/holdsContract.ts';
import { journalContract } from '../../support/contract/journalContract.ts';
import { objectStoreContract } from '../../support/contract/objectStoreContract.ts';
import { registerContract } from '../../support/contract/registerContract.ts';
import { windowsContract } from '../../support/contract/windowsContract.ts';

/** The services in memory, as new for each test. */
const open = async () => {
  const cloud = memoryCloud();
  const { projectId } = cloud.settings;
  const datasetId = 'own';
  cloud.bigQuery.tables.createDataset({ projectId, datasetId }, 'US');
  const ports = {
    ...cloud.deps(),
    bucket: TRIGGER,
    ...{ projectId, datasetId, now: cloud.clock.now },
    putObject: async (name: string, content: string) => {
      const { bucket } = cloud.upload(name, content);
      return gsUrl(bucket, name);
    },
  };
  return { ports, settle: cloud.clock.settle };
};

objectStoreContract({ open });
journalContract({ open });
registerContract({ open });
booksContract({ open });
claimContract({ open });
windowsContract({ open });
groupsContract({ open });
holdsContract({ open });
bigQueryContract({ open });

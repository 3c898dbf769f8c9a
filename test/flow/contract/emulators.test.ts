import { randomUUID } from 'node:crypto';
import { createDeps } from '../../../functions/src/runtime/createDeps.ts';
import { booksContract } from '../../support/contract/booksContract.ts';
import { claimContract } from '../../support/contract/claimContract.ts';
import { groupsContract } from '../../support/contract/groupsContract.ts';
import { holdsContract } from '../../support/contract/holdsContract.ts';
import { journalContract } from '../../support/contract/journalContract.ts';
import { objectStoreContract } from '../../support/contract/objectStoreContract.ts';
import { registerContract } from '../../support/contract/registerContract.ts';
import { windowsContract } from '../../support/contract/windowsContract.ts';
import { testSettings } from '../../support/testSettings.ts';

/** The deployed functions of the world write to its own database at the same time. */
const database = `contract-${randomUUID().slice(0, 8)}`;

/** Firestore and Storage emulators, with a bucket of the test's own. */
const open = async () => {
  const bucket = `contract-${randomUUID().slice(0, 8)}`;
  const own = { projectId: 'demo-bqtail', database, triggerBucket: bucket, opsBucket: `${bucket}-ops` };
  const deps = await createDeps(testSettings(own));
  return { ports: { ...deps, bucket }, settle: <R>(work: Promise<R>) => work };
};

objectStoreContract({ open, ignores: ['preconditions', 'start offset'], isSlow: true });
journalContract({ open });
registerContract({ open });
booksContract({ open });
claimContract({ open });
windowsContract({ open });
groupsContract({ open });
holdsContract({ open });

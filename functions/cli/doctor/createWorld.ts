import { PARAMS, SERVICE_ACCOUNT } from '../../src/runtime/params.ts';
import type { Reader } from '../cloud/reader.ts';
import type { EnvFiles } from '../input/envFiles.ts';
import type { FirestoreFiles } from '../input/firestoreFiles.ts';
import type { World } from './model/world.ts';

interface Options {
  projectId: string;
  /** What the functions' names begin with. */
  prefix?: string;
  envFiles: EnvFiles;
  firestore: FirestoreFiles;
  reader: Reader;
  now?: () => Date;
}

/** Puts the defaults of params in; a bucket that is not given is '', and a problem that the checks begin with. */
export function createWorld({
  projectId,
  prefix = '',
  envFiles,
  firestore,
  reader,
  now = () => new Date(),
}: Options): World {
  const { values, problems } = envFiles;
  const opsBucket = values['OPS_BUCKET'] ?? '';
  return {
    ...reader,
    projectId,
    prefix,
    written: values,
    problems,
    triggerBucket: values['TRIGGER_BUCKET'] ?? '',
    opsBucket,
    configBucket: values['CONFIG_BUCKET'] ?? opsBucket,
    region: values['REGION'] ?? PARAMS.REGION.default,
    database: values['DATABASE'] ?? PARAMS.DATABASE.default,
    topic: values['TOPIC'] ?? PARAMS.TOPIC.default,
    historyDataset: values['HISTORY_DATASET'] ?? PARAMS.HISTORY_DATASET.default,
    maxInstances: Number(values['MAX_INSTANCES'] ?? PARAMS.MAX_INSTANCES.default),
    serviceAccount: values[SERVICE_ACCOUNT] || undefined,
    firestore,
    now,
  };
}

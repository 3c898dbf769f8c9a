import type { Reader } from '../../cloud/reader.ts';
import type { FirestoreFiles } from '../../input/firestoreFiles.ts';

/** A deployment as its env files describe it, and a view of the cloud. */
export interface World extends Reader {
  projectId: string;
  /** What the names of its functions begin with: '', or `kit-orders-` for an instance of a kit. */
  prefix: string;
  /** Params as they are written in the env files, by name. */
  written: Readonly<Record<string, string>>;
  /** What cannot be right in the env files, a sentence each. */
  problems: readonly string[];
  triggerBucket: string;
  opsBucket: string;
  configBucket: string;
  region: string;
  database: string;
  topic: string;
  /** Empty: no history is kept. */
  historyDataset: string;
  maxInstances: number;
  /** The account that the functions are to run as; undefined where the CLI makes one. */
  serviceAccount: string | undefined;
  /** What the CLI deploys to Firestore. */
  firestore: FirestoreFiles;
  now(): Date;
}

export type DeclaredIndex = FirestoreFiles['indexes'][number];

/** The buckets of a deployment, each once, with what they are for. */
export function bucketsOf({ triggerBucket, opsBucket, configBucket }: World): { name: string; is: string }[] {
  const rules = configBucket === opsBucket ? [] : [{ name: configBucket, is: 'rules bucket' }];
  return [{ name: triggerBucket, is: 'trigger bucket' }, { name: opsBucket, is: 'ops bucket' }, ...rules];
}

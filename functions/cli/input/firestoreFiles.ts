import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Where firebase.json is. */
const PROJECT = join(import.meta.dirname, '../../..');

/** An app's may have one entry for Firestore, which is for its own database, or none. */
const entry = z.object({ database: z.string().default('(default)'), indexes: z.string().optional() });
const firebaseSchema = z.object({
  firestore: z.union([z.array(entry), entry.transform((one) => [one])]).default([]),
});

const indexesSchema = z.object({
  indexes: z.array(
    z.object({
      collectionGroup: z.string(),
      queryScope: z.string(),
      fields: z.array(
        z.object({ fieldPath: z.string(), order: z.string().optional(), arrayConfig: z.string().optional() }),
      ),
    }),
  ),
  fieldOverrides: z.array(
    z.object({ collectionGroup: z.string(), fieldPath: z.string(), ttl: z.boolean().optional() }),
  ),
});

export type FirestoreFiles = z.infer<typeof indexesSchema> & {
  /** The databases that firebase.json has rules and indexes for. */
  databases: string[];
};

/** What a deployment needs in Firestore, as this project's files say, and the databases that the firebase.json of a folder deploys to. */
export async function readFirestoreFiles(folder = PROJECT): Promise<FirestoreFiles> {
  const own = await firestoreIn(PROJECT);
  const files = await Promise.all(
    own.flatMap(({ indexes }) => indexes ?? []).map(async (file) => indexesSchema.parse(await jsonIn(PROJECT, file))),
  );
  return {
    databases: (await firestoreIn(folder)).map(({ database }) => database),
    indexes: files.flatMap(({ indexes }) => indexes),
    fieldOverrides: files.flatMap(({ fieldOverrides }) => fieldOverrides),
  };
}

const firestoreIn = async (folder: string): Promise<z.infer<typeof firebaseSchema>['firestore']> =>
  firebaseSchema.parse(await jsonIn(folder, 'firebase.json')).firestore;

const jsonIn = async (folder: string, file: string): Promise<unknown> =>
  JSON.parse(await readFile(join(folder, file), 'utf8'));

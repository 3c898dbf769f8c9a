import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Where firebase.json is. */
const PROJECT = join(import.meta.dirname, '../../..');

const firebaseSchema = z.object({
  firestore: z.array(z.object({ database: z.string(), indexes: z.string() })),
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

/** What the CLI deploys to Firestore: firebase.json, and the file of indexes that it names. */
export async function readFirestoreFiles(folder = PROJECT): Promise<FirestoreFiles> {
  const read = async (file: string): Promise<unknown> => JSON.parse(await readFile(join(folder, file), 'utf8'));
  const { firestore } = firebaseSchema.parse(await read('firebase.json'));
  const files = await Promise.all(firestore.map(async ({ indexes }) => indexesSchema.parse(await read(indexes))));
  return {
    databases: firestore.map(({ database }) => database),
    indexes: files.flatMap(({ indexes }) => indexes),
    fieldOverrides: files.flatMap(({ fieldOverrides }) => fieldOverrides),
  };
}

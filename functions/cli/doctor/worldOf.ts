import { cloudReader } from '../cloud/cloudReader.ts';
import { readEnvFiles } from '../input/envFiles.ts';
import { readFirestoreFiles } from '../input/firestoreFiles.ts';
import { createWorld } from './createWorld.ts';
import type { World } from './model/world.ts';

/** A project's deployment, from the env files and the cloud that it has. */
export async function worldOf(projectId: string): Promise<World> {
  const [envFiles, firestore] = await Promise.all([readEnvFiles(projectId), readFirestoreFiles()]);
  return createWorld({ projectId, envFiles, firestore, reader: cloudReader(projectId) });
}

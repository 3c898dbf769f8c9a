import { cloudReader } from '../cloud/cloudReader.ts';
import type { Deployment } from '../input/deployment.ts';
import { readEnvFiles } from '../input/envFiles.ts';
import { readFirestoreFiles } from '../input/firestoreFiles.ts';
import { createWorld } from './createWorld.ts';
import type { World } from './model/world.ts';

/** A deployment, from the env files and the cloud that it has. */
export async function worldOf({ projectId, envDir, prefix, root }: Deployment): Promise<World> {
  const [envFiles, firestore] = await Promise.all([readEnvFiles(projectId, envDir), readFirestoreFiles(root)]);
  return createWorld({ projectId, prefix, envFiles, firestore, reader: cloudReader(projectId) });
}

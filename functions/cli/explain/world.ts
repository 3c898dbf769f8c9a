import type { Deps } from '../../src/deps/deps.ts';
import { CannotLook } from '../cloud/cannotLook.ts';
import { cloudReader } from '../cloud/cloudReader.ts';
import type { Reader } from '../cloud/reader.ts';
import { anyObjectBelow } from '../cloud/storageResources.ts';
import type { Deployment } from '../input/deployment.ts';
import { projectSettings } from '../input/projectSettings.ts';
import { UsageError } from '../input/usageError.ts';
import type { SqlReader } from '../sql/sqlReader.ts';

/** What an explanation is asked of. */
export interface World {
  projectId: string;
  /** undefined where the project's params are not known. */
  triggerBucket?: string;
  /** undefined where nobody can be asked; then `why` says so in a sentence. */
  cloud?: { deps: Deps; reader: Reader };
  why?: string;
  /** Whoever reads SQL where BigQuery cannot be asked. */
  openSqlReader?: () => Promise<SqlReader>;
}

/** Finds out whether the project can be asked, at once: the official clients would try for minutes. */
export async function reachWorld(deployment: Deployment): Promise<World> {
  const { projectId } = deployment;
  let known: World = { projectId };
  try {
    const settings = await projectSettings(deployment);
    known = { projectId, triggerBucket: settings.triggerBucket };
    const reader = cloudReader(projectId);
    // What nothing is called tells all that is asked here: whether there is an answer, and for this caller.
    await reader.read(anyObjectBelow(settings.triggerBucket, '_bqtail_/explain/'));
    const { createDeps } = await import('../../src/runtime/createDeps.ts');
    return { ...known, cloud: { deps: await createDeps(settings), reader } };
  } catch (error) {
    if (error instanceof UsageError || error instanceof CannotLook) return { ...known, why: error.message };
    throw error;
  }
}

import { once } from 'node:events';
import { connect as dial } from 'node:net';
import type { Deps } from '../../src/deps/deps.ts';
import type { Deployment } from '../input/deployment.ts';
import { projectSettings } from '../input/projectSettings.ts';
import { UsageError } from '../input/usageError.ts';
import { cloudCaller } from './caller.ts';

/** How long the local world may take to accept a connection, in milliseconds: it is on this machine. */
const PATIENCE_MS = 2_000;

/**
 * Connects to a deployment's journal, buckets and BigQuery, as its functions do.
 * @throws UsageError at once where there is no local world, or where there are no credentials: Google's clients would try for
 * minutes, and say less.
 */
export async function connect(deployment: Deployment): Promise<Deps> {
  const settings = await projectSettings(deployment);
  const emulator = process.env['FIRESTORE_EMULATOR_HOST'];
  if (emulator === undefined) await cloudCaller(deployment.projectId);
  else await assertListens(emulator);
  const [{ createDeps }, { withQuietRules }] = await Promise.all([
    import('../../src/runtime/createDeps.ts'),
    import('../../src/runtime/withQuietRules.ts'),
  ]);
  return withQuietRules(await createDeps(settings));
}

/** @param address `host:port` */
async function assertListens(address: string): Promise<void> {
  const { hostname, port } = new URL(`http://${address}`);
  const socket = dial({ host: hostname, port: Number(port) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    throw new UsageError(
      `no local world runs: nothing listens at ${address}; start one with npm run emulators, or name a project with --project`,
    );
  } finally {
    socket.destroy();
  }
}

import type { Deps } from '../deps/deps.ts';
import { startTracing } from './traces.ts';

let deps: Promise<Deps> | undefined;

/** The instance's connections: made for its first event, shared by all that follow. */
export function sharedDeps(): Promise<Deps> {
  deps ??= connect();
  return deps;
}

async function connect(): Promise<Deps> {
  const [{ createDeps }, { readSettings }] = await Promise.all([import('./createDeps.ts'), import('./config.ts')]);
  const settings = readSettings();
  await startTracing(settings);
  return createDeps(settings);
}

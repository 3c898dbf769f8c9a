import type { Deps } from '../deps/deps.ts';

let deps: Promise<Deps> | undefined;

/** The instance's connections: made for its first event, shared by all that follow. */
export function sharedDeps(): Promise<Deps> {
  deps ??= connect();
  return deps;
}

async function connect(): Promise<Deps> {
  const [{ createDeps }, { readSettings }] = await Promise.all([import('./createDeps.ts'), import('./config.ts')]);
  return createDeps(readSettings());
}

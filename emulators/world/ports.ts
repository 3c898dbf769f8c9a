import { once } from 'node:events';
import { createServer } from 'node:net';
import { HOST, PORTS } from '../places.ts';
import { Unmet } from './unmet.ts';

/** Throws where a port of the local world is taken. The UI's is looked at only if the UI runs. */
export async function demandFreePorts({ ui }: { ui: boolean }): Promise<void> {
  for (const [name, port] of Object.entries(PORTS)) {
    if (name === 'ui' && !ui) continue;
    if (await isFree(port)) continue;
    throw new Unmet(
      `Port ${port} (${name}) on ${HOST} is taken, probably by another local world or emulator: end that program first (\`lsof -i :${port}\` names it).`,
    );
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen({ host: HOST, port, exclusive: true });
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

import { once } from 'node:events';
import { createServer } from 'node:net';
import { HOST } from '../places.ts';
import { Unmet } from '../suite/unmet.ts';

/** Throws `Unmet` for the first of these ports, by what it is for, that another program has. */
export async function demandFreePorts(ports: Readonly<Record<string, number>>): Promise<void> {
  for (const [name, port] of Object.entries(ports)) {
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

import getPort from 'get-port';
import { HOST } from '../places.ts';
import { Unmet } from '../suite/unmet.ts';

/**
 * Throws `Unmet` for the first of these ports, by what it is for, that another program has. To be asked once a process:
 * `get-port` reserves a port that it has answered for up to half a minute.
 */
export async function demandFreePorts(ports: Readonly<Record<string, number>>): Promise<void> {
  for (const [name, port] of Object.entries(ports)) {
    if ((await getPort({ host: HOST, port })) === port) continue;
    throw new Unmet(
      `Port ${port} (${name}) on ${HOST} is taken, probably by another local world or emulator: end that program first (\`lsof -i :${port}\` names it).`,
    );
  }
}

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { demandFreePorts } from '../../../emulators/world/ports.ts';

const server = createServer();
afterEach(() => {
  server.close();
});

it('one sentence names a port that is taken, what it is for, and what to do; a free one is fine', async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await expect(demandFreePorts({ storage: port })).rejects.toThrow(
    `Port ${port} (storage) on 127.0.0.1 is taken, probably by another local world or emulator: end that program first (\`lsof -i :${port}\` names it).`,
  );
  server.close();
  await once(server, 'close');
  await expect(demandFreePorts({ storage: port })).resolves.toBeUndefined();
});

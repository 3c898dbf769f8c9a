import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const HOST = '127.0.0.1';

/** A connection to a server of this machine that can be broken, by which an outage looks like one to the clients. */
export interface BreakableLine {
  /** `host:port`, in place of the server's own. */
  readonly host: string;
  /** Ends what is open, and what is opened from now on at once. */
  cut(): void;
  mend(): void;
  close(): void;
}

/** A line to a port of this machine. */
export async function lineTo(port: number): Promise<BreakableLine> {
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const upstream = connect(port, HOST);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.on('error', () => from.destroy());
      from.once('close', () => {
        open.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }).listen(0, HOST);
  await once(server, 'listening');
  const endAll = (): void => open.forEach((socket) => void socket.destroy());
  return {
    host: `${HOST}:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
      endAll();
    },
    mend() {
      isCut = false;
    },
    close() {
      server.close();
      endAll();
    },
  };
}

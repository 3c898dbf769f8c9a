import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp } from '../../../functions/src/http/createHttp.ts';
import type { HttpRequest } from '../../../functions/src/http/http.ts';
import { type LocalServer, startServer } from '../../support/localServer.ts';

let server: LocalServer | undefined;
afterEach(() => server?.close());

const started = async (answer: RequestListener): Promise<LocalServer> => {
  server = await startServer(answer);
  return server;
};

const local = createHttp({ loopback: { except: [] } });

const request = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  url: new URL(url),
  method: 'GET',
  headers: {},
  timeoutMs: 10_000,
  maxBytes: 1000,
  ...more,
});

describe('a request', () => {
  it('is sent as it is given, and its answer read', async () => {
    const { url, received } = await started((_, response) => response.writeHead(201, { 'x-a': 'b' }).end('fine'));
    const sent = { method: 'POST', headers: { 'content-type': 'text/plain', 'x-list': ['a', 'b'] }, body: 'grüße' };
    const answer = await local.send(request(`${url}/p?q=1`, sent));
    expect(answer).toMatchObject({ status: 201, text: 'fine', isCut: false, headers: { 'x-a': 'b' } });
    expect(received).toMatchObject([{ method: 'POST', path: '/p?q=1', body: 'grüße' }]);
    expect(received[0]?.headers).toMatchObject({
      'content-type': 'text/plain',
      'x-list': 'a, b',
      'content-length': '7',
    });
  });

  it('reads no more of an answer than it may', async () => {
    const { url } = await started((_, response) => response.end('x'.repeat(100_000)));
    const answer = await local.send(request(url));
    expect(answer).toMatchObject({ status: 200, isCut: true });
    expect(answer.text).toHaveLength(1000);
  });

  it('reads the beginning of an answer that never ends', async () => {
    const { url } = await started((_, response) => {
      const write = (): void => void response.write('x'.repeat(1000), () => setImmediate(write));
      write();
    });
    expect(await local.send(request(url))).toMatchObject({ isCut: true });
  });

  it('gives up in time', async () => {
    const { url } = await started(() => undefined);
    await expect(local.send(request(`${url}/slow?key=geheim`, { timeoutMs: 50 }))).rejects.toMatchObject({
      kind: 'transient',
      reason: 'timeout',
      message: `GET ${url}: no answer within 0.05 s`,
    });
  });

  it('gives up in time also within an answer', async () => {
    const { url } = await started((_, response) => void response.write('x'));
    await expect(local.send(request(url, { timeoutMs: 50 }))).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('that nobody answers may be sent again', async () => {
    const { url, close } = await started(() => undefined);
    close();
    await expect(local.send(request(url))).rejects.toMatchObject({ kind: 'transient', reason: 'ECONNREFUSED' });
  });

  it('whose connection breaks may be sent again', async () => {
    const { url } = await started((incoming) => incoming.socket.destroy());
    await expect(local.send(request(url))).rejects.toMatchObject({ kind: 'transient', reason: 'ECONNRESET' });
  });
});

describe('a redirect', () => {
  const redirect = (status: number, location: string): Promise<LocalServer> =>
    started((incoming, response) => {
      if (incoming.url === '/new') response.end(`${incoming.method}`);
      else response.writeHead(status, { location }).end();
    });

  it.each([
    [301, 'GET', 'GET'],
    [302, 'HEAD', 'HEAD'],
    [303, 'POST', 'GET'],
    [307, 'POST', 'POST'],
    [308, 'PUT', 'PUT'],
  ])('%i within the host takes a %s on as a %s', async (status, method, after) => {
    const { url, received } = await redirect(status, '/new');
    const body = method === 'GET' || method === 'HEAD' ? {} : { body: 'b' };
    expect(await local.send(request(url, { method, ...body }))).toMatchObject({ status: 200 });
    expect(received.map((one) => one.method)).toEqual([method, after]);
    expect(received[1]?.body).toBe(after === method && body.body ? 'b' : '');
  });

  it.each([301, 302])('%i does not turn a POST into a GET', async (status) => {
    const { url } = await redirect(status, '/new');
    await expect(local.send(request(url, { method: 'POST', body: 'b' }))).rejects.toMatchObject({
      kind: 'permanent',
      reason: 'redirect',
    });
  });

  it.each([
    'http://127.0.0.2/new',
    'http://localhost/new',
    'https://127.0.0.1/new',
    'http://169.254.169.254/',
    'file:///etc/passwd',
  ])('to %s is not followed', async (location) => {
    const { url, received } = await redirect(302, `${location}?token=geheim`);
    const failed = local.send(request(url, { headers: { authorization: 'Bearer geheim' } }));
    await expect(failed).rejects.toMatchObject({ kind: 'permanent', reason: 'redirect' });
    await expect(failed).rejects.not.toThrow(/geheim/);
    expect(received).toHaveLength(1);
  });

  it('that leads in a circle ends', async () => {
    const { url, received } = await redirect(302, '/');
    await expect(local.send(request(url))).rejects.toMatchObject({ kind: 'permanent', reason: 'redirect' });
    expect(received).toHaveLength(6);
  });

  it('without a place is the answer', async () => {
    const { url } = await started((_, response) => response.writeHead(304).end());
    expect(await local.send(request(url))).toMatchObject({ status: 304 });
  });
});

describe('an address of this machine or of a private network', () => {
  const inCloud = createHttp();

  it.each([
    'http://169.254.169.254/computeMetadata/v1/',
    'http://[fd20:ce::254]/',
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://0x7f000001:PORT/',
    'http://2130706433:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://0.0.0.0:PORT/',
    'http://localhost:PORT/',
    'http://10.1.2.3/',
    'http://192.168.0.1/',
  ])('is not called as %s', async (url) => {
    const { port, received } = await started((_, response) => response.end('secret'));
    await expect(inCloud.send(request(url.replace('PORT', String(port))))).rejects.toMatchObject({
      kind: 'permanent',
      reason: 'refusedAddress',
    });
    expect(received).toEqual([]);
  });

  it('is not called by a name that stands for it', async () => {
    const { port, received } = await started((_, response) => response.end('secret'));
    const http = createHttp({ resolve: async () => [{ address: '127.0.0.1', family: 4 }] });
    await expect(http.send(request(`http://rebind.example.com:${port}/`))).rejects.toMatchObject({
      reason: 'refusedAddress',
    });
    expect(received).toEqual([]);
  });

  it('is not called by a name that has just stood for another: each connection is made with its own look-up', async () => {
    const { port, received } = await started((_, response) => response.end('secret'));
    const asked: string[] = [];
    const http = createHttp({
      resolve: async (name) => {
        asked.push(name);
        return [{ address: '127.0.0.1', family: 4 }];
      },
    });
    for (let calls = 1; calls <= 2; calls++) {
      const url = `http://rebind.example.com:${port}/`;
      await expect(http.send(request(url))).rejects.toMatchObject({ reason: 'refusedAddress' });
      expect(asked).toHaveLength(calls);
    }
    expect(received).toEqual([]);
  });

  it('may be called in the local world, except what stands in for the metadata server', async () => {
    const { url, port, received } = await started((_, response) => response.end('token'));
    const http = createHttp({ loopback: { except: [`127.0.0.1:${port}`] } });
    for (const host of ['127.0.0.1', 'localhost', '127.1', '[::1]']) {
      await expect(http.send(request(`http://${host}:${port}/`))).rejects.toMatchObject({ reason: 'refusedAddress' });
    }
    expect(received).toEqual([]);
    expect(await local.send(request(url))).toMatchObject({ status: 200 });
    await expect(local.send(request('http://169.254.169.254/'))).rejects.toMatchObject({ reason: 'refusedAddress' });
    await expect(local.send(request('http://10.0.0.1/'))).rejects.toMatchObject({ reason: 'refusedAddress' });
  });
});

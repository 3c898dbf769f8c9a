import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp } from '../../../functions/src/http/createHttp.ts';
import { type LocalServer, startServer } from '../../support/localServer.ts';
import { contextWith } from './contextWith.ts';
import { runAction } from './runAction.ts';

let server: LocalServer | undefined;
afterEach(() => server?.close());

const LOOPBACK = { loopback: { except: [] } };

/** Runs a call to a server that answers so; its own variables apart. */
async function call(answer: RequestListener, request: object, variables = {}) {
  server = await startServer(answer);
  const google = { identityFor: async (audience: string) => `Bearer token for ${audience}` };
  const objects = { read: async () => '{"from":"$SourceURI"}' };
  const context = contextWith({ settings: LOOPBACK, http: createHttp(LOOPBACK), google, objects: objects as never });
  const result = await runAction('call', { URL: `${server.url}/hook`, ...request }, { context, variables });
  return { ...result, received: server.received[0], url: server.url };
}

const ok: RequestListener = (_, response) => response.end();

describe('what a call sends', () => {
  it('is a GET without a body, with the step’s key', async () => {
    const { received } = await call(ok, {});
    expect(received).toMatchObject({ method: 'GET', path: '/hook', body: '' });
    expect(received?.headers).toMatchObject({ 'idempotency-key': '42_00003', 'user-agent': 'bqtail' });
    expect(received?.headers['content-type']).toBeUndefined();
  });

  it.each([
    [{ a: [1, 'x'] }, '{"a":[1,"x"]}', 'application/json'],
    ['{"a":1}', '{"a":1}', 'application/json'],
    ['plain text', 'plain text', 'text/plain; charset=utf-8'],
  ])('is a POST with the body %j', async (Body, body, type) => {
    const { received } = await call(ok, { Body });
    expect(received).toMatchObject({ method: 'POST', body });
    expect(received?.headers['content-type']).toBe(type);
  });

  it('is what the request says: method, headers, a body from an object with its variables filled in', async () => {
    const request = {
      Method: 'put',
      BodyURL: 'gs://conf/body.json',
      Headers: { 'X-List': ['a', 'b'], 'Content-Type': 'application/x-own' },
    };
    const { received } = await call(ok, request, { SourceURI: 'gs://in/a.json' });
    expect(received).toMatchObject({ method: 'PUT', body: '{"from":"gs://in/a.json"}' });
    expect(received?.headers).toMatchObject({ 'x-list': 'a, b', 'content-type': 'application/x-own' });
  });

  it('has an ID token for the origin with Auth, whatever the rule has in that header', async () => {
    const { received, url } = await call(ok, { Auth: true, Headers: { Authorization: 'other' } });
    expect(received?.headers['authorization']).toBe(`Bearer token for ${url}`);
  });

  it('goes with a token over https only', async () => {
    const failed = runAction('call', { URL: 'http://a.example.com/x', Auth: true }, { context: contextWith() });
    await expect(failed).rejects.toMatchObject({ kind: 'permanent', message: expect.stringContaining('https') });
  });

  it.each(['ftp://a.example.com/', 'file:///etc/passwd', 'gs://b/x', 'a.example.com', ''])(
    'goes nowhere with the URL %j',
    async (URL) => {
      await expect(runAction('call', { URL }, { context: contextWith() })).rejects.toMatchObject({ kind: 'permanent' });
    },
  );

  it.each([
    ['Host', 'metadata.google.internal'],
    ['Transfer-Encoding', 'chunked'],
    ['X\r\nA', 'b'],
    ['X-A', 'b\r\nX-B: c'],
  ])('has no header %j that would change the connection', async (name, value) => {
    await expect(call(ok, { Headers: { [name]: value } })).rejects.toMatchObject({
      kind: 'permanent',
      reason: 'invalid',
    });
    expect(server?.received).toEqual([]);
  });
});

describe('what a call answers', () => {
  const json =
    (type: string, body: string): RequestListener =>
    (_, response) =>
      response.writeHead(200, { 'content-type': type }).end(body);

  it.each([
    ['application/json', '{"a":{"b":1}}', { Data: { a: { b: 1 } } }],
    ['application/problem+json; charset=utf-8', '[1]', { Data: [1] }],
    ['application/json', 'not JSON', { Response: 'not JSON' }],
    ['text/plain', '{"a":1}', { Response: '{"a":1}' }],
    ['text/plain', '', {}],
  ])('of %s %j is kept for the actions after it', async (type, body, kept) => {
    const { variables, notes } = await call(json(type, body), {});
    expect(variables).toEqual({ Status: 200, ...kept });
    expect(notes).toEqual([]);
  });

  it('is kept up to 1 MB, and said to be cut', async () => {
    const { variables, notes } = await call(json('application/json', `"${'x'.repeat(2_000_000)}"`), {});
    expect(String(variables?.['Response'])).toHaveLength(1_000_000);
    expect(notes).toEqual(['its answer is over 1000000 bytes; the rest was not read']);
  });

  it.each([
    [400, 'permanent'],
    [401, 'permanent'],
    [404, 'permanent'],
    [429, 'transient'],
    [500, 'transient'],
    [503, 'transient'],
  ])('of status %i is a %s failure', async (status, kind) => {
    await expect(call((_, response) => response.writeHead(status).end('why'), {})).rejects.toMatchObject({
      kind,
      reason: `http${status}`,
    });
  });
});

describe('the failure of a call', () => {
  const SECRETS = /hunter2|geheim|s3cret|t0ken/;
  const request = {
    Body: { password: 's3cret' },
    Headers: { Authorization: 'Bearer t0ken' },
  };

  it.each<[string, RequestListener]>([
    ['refused', (incoming, response) => response.writeHead(401).end(`${incoming.headers.authorization} s3cret`)],
    ['unavailable', (_, response) => response.writeHead(503).end('hunter2')],
    [
      'redirected',
      (_, response) => response.writeHead(302, { location: 'https://u:hunter2@b.example.com/?k=geheim' }).end(),
    ],
    ['cut off', (incoming) => incoming.socket.destroy()],
  ])('tells no secret when it is %s', async (_, answer) => {
    server = await startServer(answer);
    const URL = server.url.replace('//', '//user:hunter2@').concat('/geheim?key=geheim');
    const context = contextWith({ settings: LOOPBACK, http: createHttp(LOOPBACK) });
    const failure = await runAction('call', { URL, ...request }, { context }).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(Error);
    const { message, stack, cause } = failure as Error;
    expect(`${message} ${stack} ${cause}`).not.toMatch(SECRETS);
    expect(message).toContain('127.0.0.1');
  });

  it.each(['https://u:hunter2@[bad/?key=geheim', 'gs://u:hunter2@b/?key=geheim'])(
    'tells no secret of a URL that is none',
    async (URL) => {
      const failure = await runAction('call', { URL }, { context: contextWith() }).catch((error: Error) => error);
      expect(String(failure)).not.toMatch(SECRETS);
    },
  );
});

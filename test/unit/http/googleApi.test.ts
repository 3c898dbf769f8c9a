import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createGoogleApi } from '../../../functions/src/google/googleApi.ts';
import { type LocalServer, startServer } from '../../support/localServer.ts';

const ACCOUNT = '/computeMetadata/v1/instance/service-accounts/default';

/** A token as the metadata server's: what it says is in its middle. */
const tokenFor = (audience: string | null): string => {
  const claims = { aud: audience, exp: 4_000_000_000 };
  return `head.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
};

let metadata: LocalServer;
let server: LocalServer;

beforeAll(async () => {
  metadata = await startServer(({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://metadata');
    response.setHeader('metadata-flavor', 'Google');
    if (pathname === `${ACCOUNT}/token`) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ access_token: 'access', expires_in: 3600, token_type: 'Bearer' }));
    } else if (pathname === `${ACCOUNT}/identity`) {
      response.setHeader('content-type', 'text/plain');
      response.end(tokenFor(searchParams.get('audience')));
    } else {
      response.end('own');
    }
  });
  server = await startServer((_, response) => response.end('{"fine":true}'));
  vi.stubEnv('GCE_METADATA_HOST', `127.0.0.1:${metadata.port}`);
  vi.stubEnv('K_SERVICE', 'bqtail');
  // As deployed. Without one the library asks the gcloud command for it, which takes seconds.
  vi.stubEnv('GCLOUD_PROJECT', 'own');
  vi.stubEnv('METADATA_SERVER_DETECTION', 'assume-present');
});

afterAll(() => {
  vi.unstubAllEnvs();
  metadata.close();
  server.close();
});

describe('a call of a Google API', () => {
  it('has an access token of the functions’ own account', async () => {
    const api = createGoogleApi({ sleep: async () => {} });
    expect(await api.call({ url: `${server.url}/v1/x`, body: { a: 1 }, doing: 'x' })).toEqual({ fine: true });
    expect(server.received).toMatchObject([{ method: 'POST', path: '/v1/x', body: '{"a":1}' }]);
    expect(server.received[0]?.headers).toMatchObject({
      authorization: 'Bearer access',
      'content-type': 'application/json',
    });
  });

  it('that fails says so without the token', async () => {
    const refusing = await startServer((_, response) => response.writeHead(403).end('{"error":{"code":403}}'));
    const api = createGoogleApi({ sleep: async () => {} });
    const failure = await api.call({ url: refusing.url, body: { a: 1 }, doing: 'x' }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'permanent', reason: 'http403' });
    expect(refusing.received).toMatchObject([{ headers: { authorization: 'Bearer access' } }]);
    expect(inspect(failure, { depth: null, showHidden: true })).not.toContain('Bearer');
    refusing.close();
  });

  it.each([
    ['no JSON', '<html>'],
    ['nothing', ''],
  ])('that is answered with %s may be answered otherwise the next time', async (_, text) => {
    const odd = await startServer((_request, response) => response.end(text));
    const api = createGoogleApi({ sleep: async () => {} });
    await expect(api.call({ url: odd.url, doing: 'x' })).rejects.toMatchObject({ kind: 'transient' });
    odd.close();
  });
});

describe('an ID token', () => {
  it('is for one audience alone', async () => {
    const api = createGoogleApi({ sleep: async () => {} });
    for (const audience of ['https://a.example.com', 'https://b.example.com', 'https://a.example.com']) {
      expect(await api.identityFor(audience)).toBe(`Bearer ${tokenFor(audience)}`);
    }
  });
});

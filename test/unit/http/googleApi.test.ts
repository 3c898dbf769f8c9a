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
});

describe('an ID token', () => {
  it('is for one audience alone', async () => {
    const api = createGoogleApi({ sleep: async () => {} });
    for (const audience of ['https://a.example.com', 'https://b.example.com', 'https://a.example.com']) {
      expect(await api.identityFor(audience)).toBe(`Bearer ${tokenFor(audience)}`);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { Failure } from '../../../functions/src/failure/failure.ts';
import type { GoogleApi } from '../../../functions/src/google/googleApi.ts';
import { createSecrets, parseSecret } from '../../../functions/src/google/secrets.ts';

const NAME = { projectId: 'own', secretId: 'slack', version: 'latest' };

/** Reads a secret from a Secret Manager that answers so. */
function read(answer: () => unknown) {
  const urls: string[] = [];
  const api: GoogleApi = {
    identityFor: async () => '',
    async call({ url }) {
      urls.push(url);
      return answer();
    },
  };
  return createSecrets(api)
    .read(NAME)
    .then((secret) => ({ secret, urls }));
}

const failing = (status: number) => () => {
  throw new Failure({ kind: status === 503 ? 'transient' : 'permanent', reason: `http${status}`, message: 'no' });
};

describe('a secret', () => {
  it('is read in its latest version, without the line end that files have', async () => {
    const data = Buffer.from('xoxb-1\n').toString('base64');
    expect(await read(() => ({ payload: { data } }))).toEqual({
      secret: 'xoxb-1',
      urls: ['https://secretmanager.googleapis.com/v1/projects/own/secrets/slack/versions/latest:access'],
    });
  });

  it.each([
    [404, 'create the secret'],
    [403, 'roles/secretmanager.secretAccessor'],
  ])('that cannot be read (%i) fails for good, with what to do', async (status, advice) => {
    await expect(read(failing(status))).rejects.toMatchObject({
      kind: 'permanent',
      message: expect.stringContaining(advice),
    });
  });

  it('that cannot be read now may be read later', async () => {
    await expect(read(failing(503))).rejects.toMatchObject({ kind: 'transient' });
  });

  it.each([
    ['slack', NAME],
    ['slack/versions/2', { ...NAME, version: '2' }],
    ['projects/p/secrets/slack', { ...NAME, projectId: 'p' }],
    ['projects/p/secrets/a/b', undefined],
    ['slack/versions/../..', undefined],
    ['', undefined],
  ])('%j is the name of %j', (text, name) => {
    expect(parseSecret(text, 'own')).toEqual(name);
  });
});

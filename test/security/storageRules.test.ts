import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { deleteObject, uploadObject } from '../../emulators/clients/objects.ts';
import { ENDPOINTS, OPS_BUCKET, PROJECT, ROOT, TRIGGER_BUCKET } from '../../emulators/places.ts';

/** The endpoint of the client SDKs: the JSON API, which the functions use, goes past the rules. */
const objectsOf = (bucket: string): string => `${ENDPOINTS.STORAGE_EMULATOR_HOST}/v0/b/${bucket}/o`;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = `${part({ alg: 'none' })}.${part({ sub: 'someone', user_id: 'someone', aud: PROJECT })}.`;
const clients = { nobody: {}, someone: { authorization: `Firebase ${token}` } };

const NAME = encodeURIComponent('security/secret.txt');

describe.each([TRIGGER_BUCKET, OPS_BUCKET])('in gs://%s', (bucket) => {
  beforeAll(async () => {
    await uploadObject(bucket, 'security/secret.txt', 'for the functions only');
    return () => deleteObject(bucket, 'security/secret.txt');
  });

  const requests: [string, string, RequestInit][] = [
    ['read an object', `/${NAME}?alt=media`, {}],
    ['read its metadata', `/${NAME}`, {}],
    ['list objects', '', {}],
    ['upload an object', '?name=security%2Fnew.txt', { method: 'POST', body: 'intruder' }],
    ['replace an object', `?name=${NAME}`, { method: 'POST', body: 'intruder' }],
    ['change its metadata', `/${NAME}`, { method: 'PATCH', body: '{"contentType":"text/html"}' }],
    ['delete an object', `/${NAME}`, { method: 'DELETE' }],
  ];

  it.each(requests)('nobody but the functions may %s', async (_what, path, request) => {
    for (const [client, headers] of Object.entries(clients)) {
      const response = await fetch(objectsOf(bucket) + path, { ...request, headers });
      expect({ client, status: response.status }).toEqual({ client, status: 403 });
    }
  });
});

describe('the emulator evaluates rules, it does not just deny', () => {
  const setRules = async (content: string): Promise<void> => {
    const response = await fetch(`${ENDPOINTS.STORAGE_EMULATOR_HOST}/internal/setRules`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rules: { files: [{ name: 'storage.rules', content }] } }),
    });
    expect(await response.text()).toContain('Rules updated successfully');
  };

  beforeAll(async () => {
    await uploadObject(TRIGGER_BUCKET, 'security/small.txt', 'small');
    await uploadObject(TRIGGER_BUCKET, 'security/large.txt', 'large'.repeat(100));
    await setRules(`rules_version = '2';
      service firebase.storage {
        match /b/{bucket}/o/{object=**} { allow read: if request.auth.uid == 'someone' && resource.size < 100; }
      }`);
    return async () => {
      await setRules(await readFile(path.join(ROOT, 'rules/security/storage.rules'), 'utf8'));
      await deleteObject(TRIGGER_BUCKET, 'security/small.txt');
      await deleteObject(TRIGGER_BUCKET, 'security/large.txt');
    };
  });

  it.each([
    ['someone', 'small.txt', 200],
    ['someone', 'large.txt', 403],
    ['nobody', 'small.txt', 403],
  ] as const)('%s reads %s: %i', async (client, name, status) => {
    const url = `${objectsOf(TRIGGER_BUCKET)}/security%2F${name}?alt=media`;
    expect((await fetch(url, { headers: clients[client] })).status).toBe(status);
  });
});

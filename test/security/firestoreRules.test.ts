import { expect, it } from 'vitest';
import { DATABASE, ENDPOINTS, PROJECT } from '../../emulators/places.ts';

const DOCUMENTS = `http://${ENDPOINTS.FIRESTORE_EMULATOR_HOST}/v1/projects/${PROJECT}/databases/${DATABASE}/documents`;

/** A client that is nobody, and one that is signed in: an unsigned token, as the emulator takes from the client SDKs. */
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = `${part({ alg: 'none' })}.${part({ sub: 'someone', user_id: 'someone', aud: PROJECT })}.`;
const clients = { nobody: {}, someone: { authorization: `Bearer ${token}` } };

const document = JSON.stringify({ fields: { status: { stringValue: 'done' } } });
const requests: [string, string, RequestInit][] = ['files', 'journal', 'windows', 'groups', 'stats', 'other'].flatMap(
  (collection): [string, string, RequestInit][] => [
    ['read a document', `${collection}/1`, {}],
    ['list documents', collection, {}],
    ['create a document', `${collection}?documentId=1`, { method: 'POST', body: document }],
    ['change a document', `${collection}/1`, { method: 'PATCH', body: document }],
    ['delete a document', `${collection}/1`, { method: 'DELETE' }],
  ],
);

it.each(requests)('nobody but the functions may %s: %s', async (_what, path, request) => {
  for (const headers of Object.values(clients)) {
    const response = await fetch(`${DOCUMENTS}/${path}`, { ...request, headers });
    expect({ path, status: response.status }).toEqual({ path, status: 403 });
  }
});

it('the functions may: their requests are an administrator’s', async () => {
  const response = await fetch(`${DOCUMENTS}/files`, { headers: { authorization: 'Bearer owner' } });
  expect(response.status).toBe(200);
});

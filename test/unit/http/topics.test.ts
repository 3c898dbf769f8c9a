import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createGoogleApi, type GoogleApi } from '../../../functions/src/google/googleApi.ts';
import { createTopics } from '../../../functions/src/google/topics.ts';
import { type LocalServer, startServer } from '../../support/localServer.ts';

let server: LocalServer | undefined;
afterEach(() => server?.close());

const TOPIC = { projectId: 'own', topicId: 'orders' };

/** Publishes to a server that answers so. */
async function publish(answer: RequestListener, message = { data: 'grüße', attributes: { a: 'b' }, orderingKey: 'k' }) {
  server = await startServer(answer);
  const waits: number[] = [];
  const api = createGoogleApi({ sleep: async (ms) => void waits.push(ms) });
  const id = await createTopics(api, `127.0.0.1:${server.port}`).publish(TOPIC, message);
  return { id, waits, received: server.received };
}

const taken: RequestListener = (_, response) => response.end('{"messageIds":["17"]}');

describe('a message', () => {
  it('is published as Pub/Sub’s REST API has it, without a token to an emulator', async () => {
    const { id, received } = await publish(taken);
    expect(id).toBe('17');
    expect(received).toMatchObject([{ method: 'POST', path: '/v1/projects/own/topics/orders:publish' }]);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      messages: [{ data: Buffer.from('grüße').toString('base64'), attributes: { a: 'b' }, orderingKey: 'k' }],
    });
    expect(received[0]?.headers['authorization']).toBeUndefined();
  });

  it('is published with a token to the cloud', async () => {
    const calls: Parameters<GoogleApi['call']>[0][] = [];
    const api: GoogleApi = {
      identityFor: async () => '',
      async call(call) {
        calls.push(call);
        return { messageIds: ['1'] };
      },
    };
    await createTopics(api, undefined).publish(TOPIC, { data: '', attributes: {} });
    expect(calls).toMatchObject([
      { url: 'https://pubsub.googleapis.com/v1/projects/own/topics/orders:publish', isEmulator: false },
    ]);
  });

  it('is tried again, with longer and longer waits, where Pub/Sub is not available', async () => {
    let refusals = 2;
    const { id, waits } = await publish((incoming, response) =>
      refusals-- > 0 ? response.writeHead(503).end() : taken(incoming, response),
    );
    expect({ id, waits }).toEqual({ id: '17', waits: [500, 1000] });
  });

  it('that Pub/Sub does not take for a while is left to the next delivery of the event', async () => {
    await expect(publish((_, response) => response.writeHead(429).end())).rejects.toMatchObject({ kind: 'transient' });
    expect(server?.received).toHaveLength(3);
  });

  it('for a topic that does not exist fails for good', async () => {
    const gone = '{"error":{"code":404,"message":"Topic not found","status":"NOT_FOUND"}}';
    await expect(publish((_, response) => response.writeHead(404).end(gone))).rejects.toMatchObject({
      kind: 'permanent',
      reason: 'notFound',
      message: 'the topic projects/own/topics/orders does not exist; create it, or mend its name in the rule',
    });
    expect(server?.received).toHaveLength(1);
  });

  it('that is refused fails for good, with Pub/Sub’s words', async () => {
    const refused =
      '{"error":{"code":400,"message":"The value for attributes is too long","status":"INVALID_ARGUMENT"}}';
    await expect(publish((_, response) => response.writeHead(400).end(refused))).rejects.toMatchObject({
      kind: 'permanent',
      message: 'Pub/Sub did not take the message for projects/own/topics/orders: The value for attributes is too long',
    });
  });
});

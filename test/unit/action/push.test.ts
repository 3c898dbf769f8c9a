import { describe, expect, it } from 'vitest';
import { permanent } from '../../../functions/src/failure/failure.ts';
import type { Message, TopicName } from '../../../functions/src/google/topics.ts';
import { contextWith } from './contextWith.ts';
import { runAction } from './runAction.ts';

/** What a push publishes. */
async function published(request: object, variables = {}): Promise<{ topic: TopicName; message: Message } | undefined> {
  let found: { topic: TopicName; message: Message } | undefined;
  const topics = {
    async publish(topic: TopicName, message: Message) {
      found = { topic, message };
      return '1';
    },
  };
  await runAction('push', request, { context: contextWith({ topics }), variables });
  return found;
}

describe('a push', () => {
  it.each([
    ['orders', {}, { projectId: 'own', topicId: 'orders' }],
    ['orders', { ProjectID: 'other' }, { projectId: 'other', topicId: 'orders' }],
    ['projects/p/topics/orders', {}, { projectId: 'p', topicId: 'orders' }],
  ])('to %s with %j goes to %j', async (Topic, more, topic) => {
    expect((await published({ Topic, Message: 'm', ...more }))?.topic).toEqual(topic);
  });

  it.each([
    [{ Message: { uris: '$LoadURIs', n: 1 } }, '{"uris":["gs://in/a","gs://in/b"],"n":1}'],
    [{ Message: 'loaded $EventID' }, 'loaded 42'],
    [{ Data: '$LoadURIs' }, '["gs://in/a","gs://in/b"]'],
  ])('of %j sends %s', async (request, data) => {
    const variables = { LoadURIs: ['gs://in/a', 'gs://in/b'], EventID: '42' };
    expect((await published({ Topic: 'orders', ...request }, variables))?.message.data).toBe(data);
  });

  it('sends attributes as text, the step’s key among them, and the ordering key', async () => {
    const request = {
      Topic: 'orders',
      Data: '',
      Attributes: { n: 1, ok: true, t: '$DestTable' },
      OrderingKey: '$DestTable',
    };
    expect((await published(request, { DestTable: 'ds.t' }))?.message).toEqual({
      data: '',
      attributes: { n: '1', ok: 'true', t: 'ds.t', idempotencyKey: '42_00003' },
      orderingKey: 'ds.t',
    });
  });

  it.each(['', 'a', 'not a topic', 'projects/p/subscriptions/s'])('to %j fails for good', async (Topic) => {
    await expect(published({ Topic, Data: 'd' })).rejects.toMatchObject({ kind: 'permanent', reason: 'invalid' });
  });

  it('fails as Pub/Sub does', async () => {
    const topics = { publish: () => Promise.reject(permanent('notFound', 'the topic is gone')) };
    const failed = runAction('push', { Topic: 'orders', Data: 'd' }, { context: contextWith({ topics }) });
    await expect(failed).rejects.toMatchObject({ kind: 'permanent', message: 'the topic is gone' });
  });
});

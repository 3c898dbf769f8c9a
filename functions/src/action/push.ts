import { z } from 'zod';
import { permanent } from '../failure/failure.ts';
import type { TopicName } from '../google/topics.ts';
import { actionKind } from './actionKind.ts';
import { nameText } from './fill/nameText.ts';
import { textOf } from './fill/textOf.ts';

/** By this attribute subscribers can tell a message that was sent twice. */
const KEY = 'idempotencyKey';

/** Publishes a Pub/Sub message. */
export const pushAction = actionKind({
  name: 'push',
  fields: { Topic: nameText, ProjectID: nameText },
  request: z.object({
    Topic: z.string(),
    ProjectID: z.string().optional(),
    Message: z.unknown().optional(),
    Data: z.unknown().optional(),
    Attributes: z.record(z.string(), z.unknown()).default({}),
    OrderingKey: z.unknown().optional(),
  }),

  async run({ Topic, ProjectID, Message, Data, Attributes, OrderingKey }, { deps, idempotencyKey }) {
    const topic = topicNamed(Topic, ProjectID ?? deps.settings.projectId);
    const attributes = Object.entries(Attributes).map(([name, value]) => [name, textOf(value)]);
    await deps.topics.publish(topic, {
      data: textOf(Message ?? Data ?? ''),
      attributes: { ...Object.fromEntries(attributes), [KEY]: idempotencyKey },
      orderingKey: OrderingKey === undefined ? undefined : textOf(OrderingKey),
    });
    return { notes: [] };
  },
});

/** What Pub/Sub takes (resource names). */
const TOPIC = /^(?:projects\/([^/]+)\/topics\/)?([A-Za-z][\w.~+%-]{2,254})$/;

function topicNamed(text: string, ownProjectId: string): TopicName {
  const [, projectId = ownProjectId, topicId] = TOPIC.exec(text) ?? [];
  if (topicId !== undefined) return { projectId, topicId };
  throw permanent(
    'invalid',
    `push: ${JSON.stringify(text)} is no topic; write its name, or projects/‹project›/topics/‹name›`,
  );
}

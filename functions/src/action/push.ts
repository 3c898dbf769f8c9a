import { z } from 'zod';
import { permanent } from '../failure/failure.ts';
import type { TopicName } from '../google/topics.ts';
import { defineAction } from './defineAction.ts';
import { nameText } from './fill/nameText.ts';
import { plainText } from './fill/textKind.ts';
import { textOf } from './fill/textOf.ts';
import { needsOne } from './needs.ts';
import { scalar } from './requestFields.ts';

/** By this attribute subscribers can tell a message that was sent twice. */
const KEY = 'idempotencyKey';

const request = z.strictObject({
  Topic: z.string().describe('The topic, by its name or in full.'),
  ProjectID: z.string().optional().describe('The project of the topic.'),
  Message: z.unknown().optional().describe('A text, or any value, which becomes JSON.'),
  Data: z.unknown().optional().describe('The same as Message.'),
  Attributes: z.record(z.string(), scalar).optional().describe('Attributes of the message.'),
  OrderingKey: z
    .string()
    .optional()
    .describe('Pub/Sub delivers messages with the same key in order, if the subscription asks for it.'),
});

/** Publishes a Pub/Sub message. */
export const pushAction = defineAction({
  name: 'push',
  alsoCalled: ['publish', 'pubsub'],
  help: 'Publishes a Pub/Sub message.',
  request,
  texts: {
    Topic: nameText,
    ProjectID: nameText,
    Message: plainText,
    Data: plainText,
    Attributes: plainText,
    OrderingKey: plainText,
  },
  check: ({ Message, Data }, path) => needsOne({ Message, Data }, path),
  filled: request.extend({
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

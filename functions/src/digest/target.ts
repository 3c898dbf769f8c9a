import type { TopicName } from '../google/topics.ts';

/** Where digests go. */
export type Target =
  | { kind: 'slack'; channel: string }
  | { kind: 'topic'; topic: TopicName }
  | { kind: 'url'; url: URL };

const TOPIC = /^projects\/(?<projectId>[^/]+)\/topics\/(?<topicId>[^/]+)$/;

/** What NOTIFY names; undefined where it is empty. */
export function targetOf(notify: string): Target | undefined {
  if (notify === '') return undefined;
  if (notify.startsWith('#')) return { kind: 'slack', channel: notify };
  const { projectId, topicId } = TOPIC.exec(notify)?.groups ?? {};
  return projectId && topicId
    ? { kind: 'topic', topic: { projectId, topicId } }
    : { kind: 'url', url: new URL(notify) };
}

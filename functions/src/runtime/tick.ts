import { setTimeout as sleep } from 'node:timers/promises';
import { createGoogleApi } from '../google/googleApi.ts';
import { createTopics } from '../google/topics.ts';
import { readSettings } from './config.ts';

/** Starts a run of dispatch: a message on the topic, so that ticks and job-completed entries come the same way. */
export async function tick(): Promise<void> {
  const { projectId, topic } = readSettings();
  const topics = createTopics(createGoogleApi({ sleep }));
  await topics.publish({ projectId, topicId: topic }, { data: 'tick', attributes: {} });
}

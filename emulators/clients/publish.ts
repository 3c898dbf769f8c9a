import { DISPATCH_TOPIC, ENDPOINTS, PROJECT } from '../places.ts';
import { requestJson } from './request.ts';

/** Publishes a message to a topic of the local project, by default to dispatch's. Throws where there is no such topic. */
export async function publish(data: string, topic: string = DISPATCH_TOPIC): Promise<void> {
  await requestJson(`http://${ENDPOINTS.PUBSUB_EMULATOR_HOST}/v1/projects/${PROJECT}/topics/${topic}:publish`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ data: Buffer.from(data).toString('base64') }] }),
  });
}

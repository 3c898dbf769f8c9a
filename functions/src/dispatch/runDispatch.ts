import type { CloudEvent } from 'firebase-functions/core';
import type { MessagePublishedData } from 'firebase-functions/pubsub';
import { logDispatch, logDispatchFailed } from '../runtime/log.ts';
import { sharedDeps } from '../runtime/sharedDeps.ts';
import { dispatch } from './dispatch.ts';

/** What the platform calls for a message on the topic: whatever it says, it starts a run. */
export async function runDispatch(event: CloudEvent<MessagePublishedData>): Promise<void> {
  const started = Date.now();
  try {
    const message = Buffer.from(event.data.message.data ?? '', 'base64').toString();
    const run = await dispatch(await sharedDeps(), message);
    logDispatch(run, { trigger: event.id, durationMs: Date.now() - started });
  } catch (error) {
    logDispatchFailed(error);
  }
}

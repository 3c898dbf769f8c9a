import { randomUUID } from 'node:crypto';
import type { CloudEvent } from 'firebase-functions/core';
import type { MessagePublishedData } from 'firebase-functions/pubsub';
import type { SourceFile } from '../model/sourceFile.ts';
import { logDispatch, logDispatchFailed, logTail, logTailRetry } from '../runtime/log.ts';
import { sharedDeps } from '../runtime/sharedDeps.ts';
import { tail } from '../tail/tail.ts';
import { dispatch } from './dispatch.ts';

/** What the platform calls for a message on the topic: whatever it says, it starts a run. */
export async function runDispatch(event: CloudEvent<MessagePublishedData>): Promise<void> {
  const started = Date.now();
  try {
    const message = Buffer.from(event.data.message.data ?? '', 'base64').toString();
    const run = await dispatch(await sharedDeps(), { message, takeIn: (file) => takeIn(file, event.id) });
    logDispatch(run, { trigger: event.id, durationMs: Date.now() - started });
  } catch (error) {
    logDispatchFailed(error);
  }
}

/** As if the file's event had come, with no time to wait for anything. One that fails is found again. */
async function takeIn(file: SourceFile, platformEventId: string): Promise<void> {
  const started = new Date();
  const facts = () => ({ file, platformEventId, started, ended: new Date() });
  try {
    logTail(await tail({ id: randomUUID(), file, deadline: started }, await sharedDeps()), facts());
  } catch (error) {
    logTailRetry(error, facts());
    throw error;
  }
}

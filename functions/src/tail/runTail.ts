import { randomUUID } from 'node:crypto';
import type { StorageEvent } from 'firebase-functions/storage';
import { defined } from '../common/defined.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { logTail, logTailRetry } from '../runtime/log.ts';
import { sharedDeps } from '../runtime/sharedDeps.ts';
import { flushTraces } from '../runtime/traces.ts';
import { sourceFileOf } from '../storage/sourceFileOf.ts';
import { tail } from './tail.ts';

/** Kept back for what follows a job or a window that is waited for, in milliseconds. */
const RESERVE_MS = 60_000;

/** What the platform calls for a new object: one log line, and an error thrown where the event has to come again. */
export async function runTail(event: StorageEvent, timeoutSec: number): Promise<void> {
  const started = new Date();
  const file = fileOf(event);
  const deadline = new Date(started.getTime() + timeoutSec * 1000);
  const facts = (begun = started) => ({ file, platformEventId: event.id, started: begun, ended: new Date() });
  const tell = (answer: TailAnswer, begun: Date): void => logTail(answer, facts(begun));
  try {
    const deps = await sharedDeps();
    const waitUntil = new Date(deadline.getTime() - RESERVE_MS);
    const answer = await tail({ id: randomUUID(), file, deadline, waitUntil, tell }, deps);
    logTail(answer, facts());
  } catch (error) {
    logTailRetry(error, facts());
    throw error;
  } finally {
    await flushTraces();
  }
}

function fileOf({ data }: StorageEvent): SourceFile {
  const { bucket, name, generation, size, timeCreated, md5Hash, crc32c, metadata = {} } = data;
  const created = new Date(timeCreated ?? Number.NaN);
  if (Number.isNaN(created.getTime())) throw new Error(`the event for gs://${bucket}/${name} has no timeCreated`);
  const checksum = md5Hash ?? (crc32c === undefined ? undefined : `crc32c:${crc32c}`);
  const object = { bucket, name, generation: String(generation), size: Number(size), created, metadata };
  return { ...sourceFileOf(object), ...defined({ checksum }) };
}

import type { Request, Response } from 'firebase-functions/https';
import { messageOf } from '../common/messageOf.ts';
import { logReplay, logReplayFailed } from '../runtime/log.ts';
import { sharedDeps } from '../runtime/sharedDeps.ts';
import { answerReplay } from './answerReplay.ts';
import { callerOf } from './callerOf.ts';

/** Kept back for what is being done when the time is over, in milliseconds. */
const RESERVE_MS = 60_000;

/** What the platform calls for a request: one answer in JSON, and one log line. */
export async function runReplay(request: Request, response: Response, timeoutSec: number): Promise<void> {
  const started = new Date();
  const by = callerOf(request.headers);
  if (request.method !== 'POST') {
    response
      .status(405)
      .set('allow', 'POST')
      .json({ error: 'POST a request in JSON; functions/OPERATIONS.md, "Replay", says which' });
    return;
  }
  try {
    const end = new Date(started.getTime() + timeoutSec * 1000 - RESERVE_MS);
    const { status, body } = await answerReplay({ body: request.body, by, end }, await sharedDeps());
    logReplay(body, { by, status, durationMs: Date.now() - started.getTime() });
    response.status(status).json(body);
  } catch (error) {
    logReplayFailed(error, by);
    response.status(500).json({ error: messageOf(error) });
  }
}

import { publish } from '../clients/publish.ts';
import { functionLogEntry, isIdleRun } from './functionLog.ts';
import type { Server } from './startServer.ts';

/** Often enough that nobody waits, and seldom enough that dispatch leaves the emulator's few workers to others. */
export const TICK_MS = 3_000;

/** After a run that found nothing to do, unless a function has logged something since: a tick costs some 0.2 s of a processor. */
const IDLE_TICK_MS = 5_000;

/** A run that has told nothing of itself for so long is not waited for any more. */
const LONGEST_RUN_MS = 60_000;

interface Options {
  /** Between two ticks, in milliseconds. */
  tickMs: number;
  /** Calls the listener with each line that the emulators print. */
  onSuiteLine: Server['onLine'];
  onError(error: unknown): void;
}

/**
 * Publishes to the dispatch topic every few seconds, as Cloud Scheduler does every minute in a project. Not while the run before
 * has not ended: the emulator starts a worker for each message that finds none free, and on a busy machine workers that start would
 * keep all others from their work. And less often while nothing is to do. A tick that fails is told to `onError`, and the next one
 * goes ahead. Returns what stops it.
 */
export function startScheduler({ tickMs, onSuiteLine, onError }: Options): () => void {
  let busySince: number | undefined;
  let idleSince: number | undefined;
  let stopped = false;
  onSuiteLine((line) => {
    const entry = functionLogEntry(line);
    if (entry) idleSince = isIdleRun(entry) ? Date.now() : undefined;
    if (isEndOfRun(line)) busySince = undefined;
  });
  const isBefore = (ms: number, since = 0): boolean => Date.now() - since < ms;
  const timer = setInterval(() => {
    if (isBefore(LONGEST_RUN_MS, busySince) || isBefore(IDLE_TICK_MS, idleSince)) return;
    busySince = Date.now();
    publish('{}').catch((error: unknown) => {
      busySince = undefined;
      if (!stopped) onError(error);
    });
  }, tickMs);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}

/** Its last line, or what the emulator says where the worker could not be started. */
const isEndOfRun = (line: string): boolean =>
  functionLogEntry(line)?.message.startsWith('dispatch ') ??
  /Failed to handle request for function \S*bqDispatch/.test(line);

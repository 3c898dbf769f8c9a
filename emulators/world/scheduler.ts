import { publish } from '../clients/publish.ts';
import { functionLogEntry } from './functionLog.ts';
import type { Server } from './startServer.ts';

/** Often enough that nobody waits, and seldom enough that dispatch leaves the emulator's few workers to others. */
export const TICK_MS = 3_000;

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
 * Publishes to the dispatch topic every few seconds, as Cloud Scheduler does every minute in a project, but not while the run
 * before has not ended: the emulator starts a worker for each message that finds none free, and on a busy machine workers that
 * start would keep all others from their work. A tick that fails is told to `onError` and the next one goes ahead. Returns what
 * stops it.
 */
export function startScheduler({ tickMs, onSuiteLine, onError }: Options): () => void {
  let busySince: number | undefined;
  let stopped = false;
  onSuiteLine((line) => {
    if (isEndOfRun(line)) busySince = undefined;
  });
  const timer = setInterval(() => {
    if (busySince !== undefined && Date.now() - busySince < LONGEST_RUN_MS) return;
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

import { publish } from '../clients/publish.ts';

/** Often enough that nobody waits, and seldom enough that dispatch leaves the emulator's few workers to others. */
export const TICK_MS = 3_000;

/**
 * Publishes to the dispatch topic every few seconds, as Cloud Scheduler does every minute in a project. A tick that fails
 * is told to `onError` and the next one goes ahead. Returns what stops it.
 */
export function startScheduler(tickMs: number, onError: (error: unknown) => void): () => void {
  let inFlight = false;
  let stopped = false;
  const timer = setInterval(() => {
    if (inFlight) return;
    inFlight = true;
    publish('{}')
      .catch((error: unknown) => {
        if (!stopped) onError(error);
      })
      .finally(() => {
        inFlight = false;
      });
  }, tickMs);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}

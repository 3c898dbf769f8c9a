import type { Settings } from '../deps/settings.ts';
import { logTracing } from './log.ts';
import type { Load, Traces } from './startTraces.ts';

let traces: Traces | undefined;

/** Starts what sends traces away, where the deployment asks for that. Nothing of it is in the way of loading: what is wrong is a line of the log. */
export async function startTracing(settings: Pick<Settings, 'traces' | 'projectId'>, load?: Load): Promise<void> {
  if (settings.traces === '') return;
  const { startTraces } = await import('./startTraces.ts');
  try {
    traces = await startTraces(settings, load);
  } catch (error) {
    logTracing(error);
  }
}

/** Sends what has ended: an instance has no CPU between two invocations. */
export async function flushTraces(): Promise<void> {
  try {
    await traces?.flush();
  } catch (error) {
    logTracing(error);
  }
}

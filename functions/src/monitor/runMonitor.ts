import type { IncomingMessage, ServerResponse } from 'node:http';
import { logMonitorFailed } from '../runtime/log.ts';
import { sharedDeps } from '../runtime/sharedDeps.ts';
import { withQuietRules } from '../runtime/withQuietRules.ts';
import { answerMonitor } from './answer.ts';
import { createMonitor } from './monitor.ts';
import { readHours } from './readHours.ts';

let monitor: Promise<ReturnType<typeof createMonitor>> | undefined;

/** What the platform calls for a request. All that an instance is asked share what it has found. */
export async function runMonitor(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const report = async () => {
    monitor ??= sharedDeps().then((deps) => createMonitor(withQuietRules(deps), readHours));
    return (await monitor).report();
  };
  const { status, headers, body, error } = await answerMonitor(request, report, () => new Date());
  if (error !== undefined) logMonitorFailed(error);
  response.writeHead(status, headers).end(body);
}

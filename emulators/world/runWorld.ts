import { styleText } from 'node:util';
import { messageOf } from '../../functions/src/common/messageOf.ts';
import { Unmet } from '../suite/unmet.ts';
import { preflight } from './preflight.ts';
import type { Server } from './startServer.ts';
import { startWorld, type World } from './startWorld.ts';

export interface RunOptions {
  jobLatencyMs?: number;
  /** The folder that the world is kept in from run to run; by default nothing is kept. */
  keep?: string;
  /** The folder of the firebase.json to run; by default this project's. */
  projectDir?: string;
  /** What to do in the world. Returns the exit code, or `stay` to keep the world up until it is interrupted. */
  use: (world: World, signal: AbortSignal) => Promise<number | 'stay'>;
}

/** npm hands Ctrl-C on to its child, which gets it from the terminal as well: one press, two signals. */
const SAME_PRESS_MS = 500;
const INTERRUPTED = 130;

/**
 * Starts the local world, uses it, and ends all of it whatever happens: the work done, Ctrl-C or another signal, a
 * server that dies, a start that fails. A second Ctrl-C does not wait for an orderly end. Exits the process.
 */
export async function runWorld({ use, ...options }: RunOptions): Promise<never> {
  const servers: Server[] = [];
  const interruption = interruptible(() => {
    for (const server of servers) server.kill();
    process.exit(INTERRUPTED);
  });
  const onServer = (server: Server): void => void servers.push(server);
  try {
    const choice = await preflight();
    console.log(styleText('dim', `${choice.note} Starting …`));
    const world = await startWorld({ ...options, choice, signal: interruption.signal, onServer });
    const code = await useUntilInterrupted(world, use, interruption.signal);
    const hasFailed = code !== 0 && code !== INTERRUPTED;
    const isKept = options.keep !== undefined && !hasFailed;
    console.log(styleText('dim', isKept ? `Keeping the local world in ${options.keep} …` : 'Ending the local world …'));
    try {
      await world.stop({ hasFailed });
    } catch (error) {
      console.error(styleText('red', notKept(options.keep, error, world), { stream: process.stderr }));
      process.exit(1);
    }
    if (hasFailed) console.log(`The logs are kept in ${world.runDir}`);
    process.exit(code);
  } catch (error) {
    if (interruption.signal.aborted) process.exit(INTERRUPTED);
    console.error(error instanceof Unmet ? styleText('red', error.message, { stream: process.stderr }) : error);
    process.exit(1);
  }
}

const notKept = (keep: string | undefined, error: unknown, { runDir }: World): string =>
  keep === undefined
    ? `The local world did not end properly: ${messageOf(error)}. Its logs are in ${runDir}.`
    : `The world could not be kept in ${keep}: ${messageOf(error)}. That folder is as it was before; files, tables and logs are in ${runDir}.`;

async function useUntilInterrupted(world: World, use: RunOptions['use'], signal: AbortSignal): Promise<number> {
  const interrupted = new Promise<number>((resolve) => {
    if (signal.aborted) resolve(INTERRUPTED);
    signal.addEventListener('abort', () => resolve(INTERRUPTED));
  });
  const broken = world.broken.then((sentence) => {
    console.error(styleText('red', sentence, { stream: process.stderr }));
    return 1;
  });
  const used = use(world, signal).catch((error: unknown) => {
    if (!signal.aborted)
      console.error(error instanceof Unmet ? styleText('red', error.message, { stream: process.stderr }) : error);
    return 1;
  });
  const code = await Promise.race([used, interrupted, broken]);
  // A world that stays up has no other end than being interrupted.
  return code === 'stay' ? Promise.race([interrupted.then(() => 0), broken]) : code;
}

/** Aborts at the first signal that asks to end, and calls back at the second one. */
function interruptible(onSecond: () => void): AbortController {
  const controller = new AbortController();
  let first: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (first === undefined) {
        first = Date.now();
        controller.abort();
      } else if (Date.now() - first > SAME_PRESS_MS) onSecond();
    });
  }
  return controller;
}

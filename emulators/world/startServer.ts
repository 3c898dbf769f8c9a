import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { killGroup } from './killGroup.ts';

/** What `supervised.ts` tells of the processes that a server starts. */
export type ProcessReport = { started: number } | { ended: number };

export interface ServerOptions {
  /** For people: `the BigQuery stub`. */
  name: string;
  /** A module and its arguments, run by this Node. */
  args: readonly string[];
  /** Added to this process's environment. */
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** Gets all that the server prints. */
  logFile: string;
}

export type LineListener = (line: string) => void;

export interface Server {
  readonly name: string;
  readonly logFile: string;
  /** Settles when the process has ended, with how: `exit code 1`, `SIGKILL`. */
  readonly ended: Promise<string>;
  /** Calls the listener with each line printed from now on, without colours; returns what ends that. */
  onLine(listener: LineListener): () => void;
  /** Asks the server to end, ends it by force when it takes too long, and leaves none of its processes behind. */
  stop(): Promise<void>;
  /** Ends it and its processes at once. */
  kill(): void;
}

const GRACE_MS = 10_000;
/** Preloaded with `--import`, and with a channel to its parent, a process ends when its parent is gone. */
export const SUPERVISED = fileURLToPath(new URL('supervised.ts', import.meta.url));

/**
 * Starts a server of the local world. It gets a session of its own: Ctrl-C in the terminal reaches only the process
 * that started it, which then ends all in order.
 */
export function startServer({ name, args, env, cwd, logFile }: ServerOptions): Server {
  const child = spawn(process.execPath, ['--import', SUPERVISED, ...args], {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => (signal ? String(signal) : `exit code ${code}`));
  const log = createWriteStream(logFile);
  const listeners = new Set<LineListener>();
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    stream.pipe(log, { end: false });
    createInterface({ input: stream }).on('line', (text) => {
      for (const listener of listeners) listener(stripVTControlCharacters(text));
    });
  }

  const processes = new Set<number>();
  child.once('spawn', () => child.pid && processes.add(child.pid));
  child.on('message', (message: ProcessReport) => {
    if ('started' in message) processes.add(message.started);
    else processes.delete(message.ended);
  });
  const kill = (): void => processes.forEach(killGroup);
  void ended.then(() => {
    if (child.pid) processes.delete(child.pid);
    kill();
  });

  return {
    name,
    logFile,
    ended,
    onLine: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: async () => {
      child.kill('SIGINT');
      const controller = new AbortController();
      await Promise.race([ended, sleep(GRACE_MS, undefined, { signal: controller.signal }).catch(() => undefined)]);
      controller.abort();
      kill();
      await ended;
    },
    kill,
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../../../emulators/places.ts';
import { SUPERVISED } from '../../../emulators/world/startServer.ts';
import { type PeakMemory, watchMemory } from './peakMemory.ts';

/** An instance of a deployed function: one process, which may have many events at once. */
export interface FunctionInstance {
  /** The socket that it takes HTTP requests at. */
  socketPath: string;
  /** What it has logged, as Cloud Logging would get it. */
  lines: Record<string, unknown>[];
  memory: PeakMemory;
  stop(): Promise<void>;
}

interface Options {
  /** The exported function. */
  target: string;
  /** Params and the addresses of services. */
  env: Readonly<Record<string, string>>;
}

/** What V8 takes for itself in a container of 512 MiB, by its own heuristics: half of the memory. On a larger machine it takes more. */
const HEAP_MB = 256;

/**
 * Runs the built functions as the platform does, under the functions framework that its buildpack adds. It takes requests at a
 * socket in the file system, so that it listens at no port that others can reach.
 */
export async function startFunction({ target, env }: Options): Promise<FunctionInstance> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bqtail-function-'));
  const socketPath = path.join(folder, 'http');
  const framework = createRequire(import.meta.url).resolve('@google-cloud/functions-framework');
  const main = path.join(path.dirname(framework), 'main.js');
  const args = ['--source', path.join(ROOT, 'functions'), '--target', target, '--signature-type', 'cloudevent'];
  const node = [`--max-old-space-size=${HEAP_MB}`, '--import', SUPERVISED];
  const child = spawn(process.execPath, [...node, main, ...args, '--port', socketPath], {
    cwd: folder,
    env: { ...process.env, ...env, FUNCTION_TARGET: target, FUNCTION_SIGNATURE_TYPE: 'cloudevent' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit');
  const lines: Record<string, unknown>[] = [];
  const serving = new Promise<void>((resolve) => {
    for (const input of [child.stdout, child.stderr]) {
      if (input === null) continue;
      createInterface({ input }).on('line', (line) => {
        if (line.startsWith('{')) lines.push(JSON.parse(line));
        if (line.startsWith('URL:')) resolve();
      });
    }
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${target} could not be started`);
  const failed = ended.then(([code]) => Promise.reject(new Error(`${target} ended with exit code ${code}`)));
  await Promise.race([serving, failed]);
  failed.catch(() => undefined);
  return {
    socketPath,
    lines,
    memory: watchMemory(pid),
    async stop() {
      child.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

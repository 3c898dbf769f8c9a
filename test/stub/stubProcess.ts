import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { BigQuery } from '@google-cloud/bigquery';
import { SUPERVISED } from '../../emulators/world/startServer.ts';
import { keepSpare, objectsIn, takeSpare } from './spareStubs.ts';

const MAIN = fileURLToPath(new URL('../../emulators/bigquery/main.ts', import.meta.url));

export const PROJECT = 'demo-stub';

export interface StubProcessOptions {
  /** Keeps tables and jobs on disk, so that `kill` and `start` again can be tried. */
  isDurable?: boolean;
  /** BIGQUERY_JOB_LATENCY_MS */
  jobLatencyMs?: number;
  /** BIGQUERY_BUCKET_LOCATIONS */
  bucketLocations?: string;
}

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** A stub that a test file has for itself, reading gs:// from a folder. */
export interface StubProcess {
  readonly url: string;
  client(projectId?: string): BigQuery;
  /** Makes the object `gs://bucket/name`. */
  putObject(uri: string, content: string | Uint8Array): Promise<void>;
  getObject(uri: string): Promise<Buffer>;
  /** A plain REST call; the path has no `/bigquery/v2`. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same data. */
  start(): Promise<void>;
  /** SIGTERM; returns the exit code. */
  stop(): Promise<number | null>;
  /** Removes its tables, jobs and files; the next test file may go on with its process. */
  remove(): Promise<void>;
}

export async function startStubProcess(options: StubProcessOptions = {}): Promise<StubProcess> {
  // One without options of its own is as good as any other.
  const isPlain = Object.keys(options).length === 0;
  const spare = isPlain ? takeSpare() : undefined;
  const folder = spare?.folder ?? (await mkdtemp(path.join(tmpdir(), 'stub-test-')));
  const objects = objectsIn(folder);
  const fileOf = (uri: string): string => path.join(objects, uri.replace(/^gs:\/\//, ''));
  let child = spare?.child;
  let url = spare?.url ?? '';

  async function start(): Promise<void> {
    const data = options.isDurable ? ['--data', path.join(folder, 'data')] : [];
    child = spawn(process.execPath, ['--import', SUPERVISED, MAIN, '--port', '0', '--objects', objects, ...data], {
      env: {
        ...process.env,
        BIGQUERY_JOB_LATENCY_MS: String(options.jobLatencyMs ?? 0),
        BIGQUERY_BUCKET_LOCATIONS: options.bucketLocations ?? '',
      },
      // The channel tells it when its test is gone.
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    url = await listeningAt(child);
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return null;
    const exited = once(child, 'exit');
    child.ref();
    child.kill(signal);
    const [code] = await exited;
    return code as number | null;
  }

  // The client would look for Google's metadata server and its credentials.
  process.env['METADATA_SERVER_DETECTION'] ??= 'none';
  if (!spare) {
    await mkdir(objects);
    await start();
  }
  return {
    get url() {
      return url;
    },
    client: (projectId = PROJECT) => new BigQuery({ projectId, apiEndpoint: url }),
    async putObject(uri, content) {
      await mkdir(path.dirname(fileOf(uri)), { recursive: true });
      await writeFile(fileOf(uri), content);
    },
    getObject: (uri) => readFile(fileOf(uri)),
    async call(method, callPath, body) {
      const response = await fetch(url + callPath, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
    },
    kill: () => end('SIGKILL').then(() => undefined),
    start,
    stop: () => end('SIGTERM'),
    async remove() {
      if (isPlain && child && (await keepSpare({ child, url, folder }))) return;
      await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listeningAt(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The stub has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\S+/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error('The stub ended before it listened');
}

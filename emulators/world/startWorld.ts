import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requestJson } from '../clients/request.ts';
import { CLIENT_ENV, ENDPOINTS, HOST, PORTS } from '../places.ts';
import type { EmulatorChoice } from '../suite/chooseEmulators.ts';
import { Unmet } from '../suite/unmet.ts';
import { buildFunctions } from './buildFunctions.ts';
import { type KeptWorld, openKeptWorld } from './keptWorld.ts';
import { startMetadataServer } from './metadataServer.ts';
import { startScheduler, TICK_MS } from './scheduler.ts';
import { seed } from './seed.ts';
import { startBigQuery, startSuite, tablesDirIn } from './servers.ts';
import type { Server } from './startServer.ts';
import { waitUntil } from './waitUntil.ts';

/** The running local world: emulators, BigQuery stub, scheduler, with buckets, rules and sample table in place. */
export interface World {
  /** Logs, the functions' among them, and the stub's tables. */
  readonly runDir: string;
  /** The names of the functions that are loaded. */
  readonly functions: readonly string[];
  /** Settles with a sentence if a server ends that nobody stopped. */
  readonly broken: Promise<string>;
  /** Calls the listener with each line that the emulators print, the functions' output among them; returns what ends that. */
  onSuiteLine: Server['onLine'];
  /** Whether it goes on from where a kept one ended. */
  readonly isResumed: boolean;
  /** Ends everything. `hasFailed`: the run folder stays, and the world is not kept, whatever was asked for. */
  stop(options?: { hasFailed: boolean }): Promise<void>;
}

export interface WorldOptions {
  choice: EmulatorChoice;
  jobLatencyMs?: number;
  /** Between two ticks of dispatch, in milliseconds. */
  tickMs?: number;
  /** The folder that the world is kept in from run to run; by default nothing is kept. */
  keep?: string;
  /** The folder of the firebase.json to run; by default this project's. */
  projectDir?: string;
  /** Aborted: the start is given up. */
  signal?: AbortSignal;
  /** Gets each server as soon as it runs, for those who must be able to end them at once. */
  onServer?: (server: Server) => void;
}

const READY_TIMEOUT_MS = 120_000;
const DOWNLOAD_TIMEOUT_MS = 15 * 60_000;
const LOG_LINES_SHOWN = 25;

/** Builds the functions and starts everything. Whatever goes wrong on the way, nothing is left running. */
export async function startWorld(world: WorldOptions): Promise<World> {
  const { choice, jobLatencyMs, tickMs = TICK_MS, keep, projectDir, signal, onServer } = world;
  // For official clients in this process; nor need they look for Google's metadata server.
  Object.assign(process.env, CLIENT_ENV);
  const kept = keep === undefined ? undefined : await openKeptWorld(keep);
  buildFunctions();
  const runDir = await mkdtemp(path.join(tmpdir(), 'bqtail-'));
  await kept?.restoreTables(tablesDirIn(runDir));
  const options = { choice, runDir, jobLatencyMs, projectDir };
  const metadata = await startMetadataServer();
  const bigquery = startBigQuery(options);
  const suite = startSuite({ ...options, metadataHost: metadata.host, suiteExport: kept?.suiteExport });
  const servers = [suite, bigquery];
  for (const server of servers) onServer?.(server);

  let stopping = false;
  const broken = new Promise<string>((resolve) => {
    for (const server of servers) {
      void server.ended.then(async (how) => {
        if (!stopping) resolve(await endedEarly(server, how));
      });
    }
  });
  const stopServers = async (): Promise<void> => {
    stopping = true;
    await Promise.all(servers.map((server) => server.stop()));
    metadata.stop();
  };
  try {
    const failing = broken.then((sentence) => Promise.reject(new Unmet(sentence)));
    const waiting = {
      timeoutMs: choice.downloads ? DOWNLOAD_TIMEOUT_MS : READY_TIMEOUT_MS,
      ...(signal ? { signal } : {}),
    };
    await Promise.race([Promise.all([bigqueryIsUp(waiting), suiteIsUp(suite, waiting)]), failing]);
    const functions = await loadedFunctions(suite);
    await (kept?.isResumed ? kept.restoreDocuments() : seed());
    signal?.throwIfAborted();
    const stopScheduler = startScheduler({
      tickMs,
      onSuiteLine: suite.onLine,
      onError: (error) => console.error(`scheduler: ${String(error)}`),
    });
    return {
      runDir,
      functions,
      broken,
      onSuiteLine: suite.onLine,
      isResumed: kept?.isResumed ?? false,
      stop: async ({ hasFailed } = { hasFailed: false }) => {
        stopScheduler();
        const finishSaving = hasFailed ? undefined : await savedBeforeStop(kept, stopServers);
        await stopServers();
        await finishSaving?.(tablesDirIn(runDir));
        if (!hasFailed) await rm(runDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await stopServers();
    if (signal?.aborted) await rm(runDir, { recursive: true, force: true });
    throw error;
  }
}

/** Nothing is left running where the world cannot be kept. */
async function savedBeforeStop(kept: KeptWorld | undefined, stopServers: () => Promise<void>) {
  try {
    return await kept?.save();
  } catch (error) {
    await stopServers();
    throw error;
  }
}

type Waiting = { timeoutMs: number; signal?: AbortSignal };

const bigqueryIsUp = (waiting: Waiting): Promise<unknown> =>
  waitUntil(async () => (await fetch(`${ENDPOINTS.BIGQUERY_EMULATOR_HOST}/_stub/health`)).ok, {
    what: 'the BigQuery stub',
    ...waiting,
  });

function suiteIsUp(suite: Server, waiting: Waiting): Promise<unknown> {
  let isReady = false;
  suite.onLine((line) => {
    // The last thing it says of its start: the functions are loaded and their triggers set.
    if (line.includes('All emulators ready!')) isReady = true;
  });
  return waitUntil(async () => isReady, { what: 'the Firebase Emulator Suite', ...waiting });
}

/** The emulators come up without functions, too, where those cannot be loaded: that is no world to work in. */
async function loadedFunctions(suite: Server): Promise<string[]> {
  const answer = await requestJson<{ backends: { functionTriggers: { entryPoint: string }[] }[] }>(
    `http://${HOST}:${PORTS.functions}/backends`,
  );
  const names = (answer?.backends ?? []).flatMap(({ functionTriggers }) =>
    functionTriggers.map(({ entryPoint }) => entryPoint),
  );
  if (names.length > 0) return names;
  throw new Unmet(`The functions could not be loaded.\n${await tail(suite.logFile)}`);
}

async function endedEarly({ name, logFile }: Server, how: string): Promise<string> {
  return `${name} ended unexpectedly (${how}); the end of ${logFile}:\n${await tail(logFile)}`;
}

const tail = async (file: string): Promise<string> =>
  (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');

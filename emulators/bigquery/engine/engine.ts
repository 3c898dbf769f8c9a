import { mkdir, readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { quoteName, quoteText } from '../schema/names.ts';
import { registerFunctions } from './functions/registerFunctions.ts';
import { createSession, type Session } from './session.ts';

export interface EngineOptions {
  /** A folder for one database file a project; undefined keeps all in memory. */
  dataDir: string | undefined;
  /** A folder for what does not fit into memory. */
  workDir: string;
}

/** DuckDB, with one attached catalog a BigQuery project. */
export interface Engine {
  /** Whether what is written outlives the server. */
  readonly isDurable: boolean;
  connect(): Promise<Session>;
  /** Runs work on a connection of its own. */
  use<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Makes the project's catalog where it is not there yet. */
  attach(projectId: string): Promise<void>;
  /** The projects that the data folder holds. */
  storedProjects(): Promise<string[]>;
  close(): void;
}

/**
 * One processor is left to the server's own thread. A load on two threads takes twice the processor time of one, as DuckDB then
 * puts the rows into their order again.
 */
const THREADS = Math.max(1, availableParallelism() - 1);

/** Rows beyond this go to disk: the server as a whole has to stay below 1 GB. */
const MEMORY_LIMIT = '400MB';
const SUFFIX = '.duckdb';

export async function openEngine({ dataDir, workDir }: EngineOptions): Promise<Engine> {
  if (dataDir !== undefined) await mkdir(dataDir, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(THREADS),
    memory_limit: MEMORY_LIMIT,
    temp_directory: path.join(workDir, 'spill'),
    // Never reaches for the network.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const attached = new Map<string, Promise<void>>();

  const connect = async (): Promise<Session> => createSession(await instance.connect());

  async function use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await connect();
    try {
      return await work(session);
    } finally {
      session.close();
    }
  }

  async function attachNow(projectId: string): Promise<void> {
    const place = dataDir === undefined ? ':memory:' : path.join(dataDir, projectId + SUFFIX);
    await use((session) => session.run(`ATTACH IF NOT EXISTS ${quoteText(place)} AS ${quoteName(projectId)}`));
  }

  await use(async (session) => {
    await session.run(`SET GLOBAL TimeZone = 'UTC'`);
    registerFunctions(session.connection);
  });
  return {
    isDurable: dataDir !== undefined,
    connect,
    use,
    attach(projectId) {
      const known = attached.get(projectId) ?? attachNow(projectId);
      attached.set(projectId, known);
      known.catch(() => attached.delete(projectId));
      return known;
    },
    async storedProjects() {
      if (dataDir === undefined) return [];
      const files = await readdir(dataDir);
      return files.filter((file) => file.endsWith(SUFFIX)).map((file) => file.slice(0, -SUFFIX.length));
    },
    close: () => instance.closeSync(),
  };
}

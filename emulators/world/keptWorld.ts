import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DATABASE, ENDPOINTS, HOST, PORTS, PROJECT } from '../places.ts';
import { Unmet } from '../suite/unmet.ts';

/** In the folder of a kept world, which this file marks as one. */
const PARTS = { mark: 'bqtail-world.json', suite: 'suite', firestore: 'firestore', bigquery: 'bigquery' } as const;

/** A world that is kept in a folder from one run to the next. */
export interface KeptWorld {
  /** Where it was kept before. */
  readonly isResumed: boolean;
  /** The export that the Emulator Suite begins with; undefined in a new world. */
  readonly suiteExport: string | undefined;
  /** Puts the stub's tables to where the stub has them; before it starts. */
  restoreTables(tablesDir: string): Promise<void>;
  /** Fills the database of the functions, which the suite's own export leaves out; once Firestore is up. */
  restoreDocuments(): Promise<void>;
  /**
   * Saves what the emulators hold while they run: objects, then documents. The function that it answers adds the tables once the stub
   * has ended, and only then replaces what was kept before. Saved in this order, each part is at least as late as the one that leads
   * to it, as when a process dies.
   */
  save(): Promise<(tablesDir: string) => Promise<void>>;
}

/** `database`: that of the functions. Throws `Unmet` where the folder holds something else. */
export async function openKeptWorld(folder: string, database: string = DATABASE): Promise<KeptWorld> {
  const found: string[] = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw new Unmet(`${folder} cannot keep a world (${error.code}): name a folder, or one that is not there yet.`);
  });
  const isResumed = found.includes(PARTS.mark);
  if (found.length > 0 && !isResumed)
    throw new Unmet(
      `${folder} holds something else than a kept world: name an empty folder, or one that is not there yet.`,
    );
  const part = (name: keyof typeof PARTS): string => path.join(folder, PARTS[name]);
  return {
    isResumed,
    suiteExport: isResumed ? part('suite') : undefined,

    async restoreTables(tablesDir) {
      if (isResumed) await cp(part('bigquery'), tablesDir, { recursive: true });
    },

    async restoreDocuments() {
      if (isResumed)
        await ofDatabase(database, 'import', { export_directory: path.join(part('firestore'), EXPORT_FILE) });
    },

    async save() {
      await mkdir(path.dirname(folder), { recursive: true });
      const draft = await mkdtemp(`${folder}.new-`);
      const orNothing = async (work: () => Promise<void>): Promise<void> => {
        try {
          await work();
        } catch (error) {
          await rm(draft, { recursive: true, force: true });
          throw error;
        }
      };
      await orNothing(async () => {
        await post(`http://${HOST}:${PORTS.hub}/_admin/export`, { path: path.join(draft, PARTS.suite) });
        await ofDatabase(database, 'export', { export_directory: draft, export_name: PARTS.firestore });
      });
      return (tablesDir) =>
        orNothing(async () => {
          await cp(tablesDir, path.join(draft, PARTS.bigquery), { recursive: true });
          await writeFile(path.join(draft, PARTS.mark), `${JSON.stringify({ project: PROJECT })}\n`);
          await takePlace(draft, folder);
        });
    },
  };
}

/** A process that dies on the way leaves one of the two whole: a folder is renamed in one step. */
async function takePlace(draft: string, folder: string): Promise<void> {
  const before = `${draft}.before`;
  await rename(folder, before).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(draft, folder);
  await rm(before, { recursive: true, force: true });
}

/** Named by the emulator, after the folder. */
const EXPORT_FILE = `${PARTS.firestore}.overall_export_metadata`;

/** The Firestore emulator's own export and import, of any database. */
const ofDatabase = (database: string, what: 'export' | 'import', body: object): Promise<void> =>
  post(`http://${ENDPOINTS.FIRESTORE_EMULATOR_HOST}/emulator/v1/projects/${PROJECT}:${what}`, {
    database: `projects/${PROJECT}/databases/${database}`,
    ...body,
  });

async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer owner' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`POST ${url} was answered with ${response.status}: ${await response.text()}`);
}

import { counted } from '../../src/common/counted.ts';
import { defined } from '../../src/common/defined.ts';
import type { Deps } from '../../src/deps/deps.ts';
import type { FileEntry, ProcessEntry } from '../../src/journal/register.ts';
import { gsUrl } from '../../src/model/places.ts';
import type { ProcessStatus } from '../../src/model/process.ts';
import { loadedOf } from '../../src/plan/filesInWords.ts';
import { ownName } from '../../src/rule/ownName.ts';
import { waitText } from './waitText.ts';

/** A process, in one line. */
interface ProcessLine {
  process: string;
  status: ProcessStatus;
  destination: string;
  rule: string;
  /** gs:// of its first file; empty for the end of a group. */
  source: string;
  /** `12 files`, `10 of 12 files, 2 set aside` */
  files: string;
  rows?: number;
  bytes?: number;
  started: Date;
  ended?: Date;
  /** From its beginning to its end, or until now. */
  durationMs: number;
  /** Why it failed, or what it waits for. */
  why?: string;
}

/** A file that is not loaded, and will not be by itself. */
interface FileLine {
  url: string;
  generation: string;
  status: string;
  received: Date;
  why?: string;
  quarantinedTo?: string;
}

/** Processes, the newest first, and where those that failed are asked for, files that were not loaded. */
export interface Listing {
  processes: ProcessLine[];
  files: FileLine[];
  /** There are more than are shown. */
  isCut: boolean;
}

export interface ListOptions {
  /** `[project.]dataset.table`; without it, all tables. */
  table?: string;
  /** Only what failed. */
  failed?: boolean;
  since?: Date;
  /** How many of each there are at most. */
  limit: number;
}

const FAILED = ['failed', 'actionFailed'] as const satisfies readonly ProcessStatus[];

/** What the ledger says of files that wait for somebody to mend something. */
const NOT_LOADED = ['setAside', 'refused', 'unruled'];

export async function list({ table, failed, since, limit }: ListOptions, deps: Deps): Promise<Listing> {
  const { register, settings, clock } = deps;
  const own = table === undefined ? undefined : ownName(table, settings.projectId);
  const filter = defined({ table: own, since, statuses: failed ? FAILED : undefined });
  const processes = await firstOf(register.processes(filter), limit);
  // A file's own entry does not say which table it would have gone to.
  const wanted = failed && table === undefined ? register.files(NOT_LOADED) : [];
  const files = await firstOf(receivedSince(wanted, since), limit);
  const newestFirst = processes.found.toSorted((a, b) => b.started.getTime() - a.started.getTime());
  return {
    processes: newestFirst.map((entry) => processLine(entry, clock.now())),
    files: files.found.map(fileLine),
    isCut: processes.isCut || files.isCut,
  };
}

async function firstOf<T>(all: AsyncIterable<T> | Iterable<T>, limit: number): Promise<{ found: T[]; isCut: boolean }> {
  const found: T[] = [];
  for await (const one of all) {
    if (found.length === limit) return { found, isCut: true };
    found.push(one);
  }
  return { found, isCut: false };
}

async function* receivedSince(
  entries: AsyncIterable<FileEntry> | Iterable<FileEntry>,
  since = new Date(0),
): AsyncGenerator<FileEntry> {
  for await (const entry of entries) if (entry.received >= since) yield entry;
}

function processLine(entry: ProcessEntry, now: Date): ProcessLine {
  const { processId, status, destination, rule, source, started, ended, summary, error, waiting } = entry;
  return {
    process: processId,
    ...{ status, destination, rule, source, files: filesOf(entry) },
    ...defined({ rows: summary?.rows, bytes: summary?.bytes }),
    ...{ started, ...defined({ ended }), durationMs: (ended ?? now).getTime() - started.getTime() },
    ...defined({ why: error?.message ?? (waiting && waitText(waiting)) }),
  };
}

/** What the end of the process left in its document; of one that runs, or has failed, the files alone. */
function filesOf({ files, status, summary }: ProcessEntry): string {
  if (summary === undefined || status === 'failed') return counted(files, 'file');
  return loadedOf(files, { loaded: summary.filesLoaded, setAside: summary.filesSetAside });
}

const fileLine = ({ bucket, name, generation, status, received, error, quarantinedTo }: FileEntry): FileLine => ({
  ...{ url: gsUrl(bucket, name), generation, status, received },
  ...defined({ why: error, quarantinedTo }),
});

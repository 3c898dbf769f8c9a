import type { Deps } from '../deps/deps.ts';
import { Failure } from '../failure/failure.ts';
import { readable } from '../journal/readable.ts';
import type { LedgerEntry } from '../journal/replays.ts';
import { trailExpired } from '../journal/trailExpired.ts';
import { eventIdOf } from '../model/eventId.ts';
import type { Process } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { loadedRows } from '../plan/loadedRows.ts';
import { takenOut } from '../plan/takenOut.ts';
import { considerLoaded } from './considerLoaded.ts';
import { considerProcess } from './considerProcess.ts';
import { considerSetAside } from './considerSetAside.ts';
import type { Item, Left } from './item.ts';
import { aboutFile, GONE, groupOf, isThere, leave, wanted } from './wanted.ts';

interface Facts {
  /** What the ledger says of the version. */
  entry: LedgerEntry | undefined;
  force: boolean;
  /** Whether the version is known to be live, as where its name was listed just now; else it is asked for. */
  isLive?: boolean;
  /** The process that a window's files are in, or why it cannot be read; looked up once for all of them. */
  processOf(windowId: string): Promise<Process | Failure | undefined>;
}

/** What a replay can do about one version of a file. */
export async function considerFile(file: SourceFile, facts: Facts, deps: Deps): Promise<Item | Left> {
  const { entry } = facts;
  if (entry === undefined) return considerUntaken(file, facts, deps);
  switch (entry.status) {
    case 'unmatched':
    case 'unruled':
      return considerUntaken(file, facts, deps);
    case 'setAside':
      return considerSetAside(file, entry, deps);
    case 'loaded':
      return considerLoaded(file, { ...facts, entry }, deps);
    case 'refused':
    case 'superseded':
      return leave(file, entry.status === 'refused' ? 'refused' : 'skipped', entry.error ?? entry.status);
    default:
      return ofProcess(file, { ...facts, entry }, deps);
  }
}

async function considerUntaken(file: SourceFile, { entry, isLive }: Facts, deps: Deps): Promise<Item | Left> {
  if (!isLive && !(await isThere(file, deps))) return leave(file, 'refused', GONE);
  const found = await wanted(file, eventIdOf(file), deps);
  if (found.is === 'wanted') return { ...aboutFile(file, found, groupOf(found.rule, file)), does: 'takeIn', file };
  const isTold = found.isUnruled || entry?.status === 'unruled';
  return leave(file, isTold ? 'refused' : 'skipped', found.why);
}

/** One that is in a process or a window shares what becomes of that. */
async function ofProcess(file: SourceFile, facts: Facts & { entry: LedgerEntry }, deps: Deps): Promise<Item | Left> {
  const { entry, force, processOf } = facts;
  const process = await (entry.process === undefined
    ? processOf(entry.window ?? '')
    : ((await readable(deps.journal.get(entry.process))) ?? trailExpired()));
  if (process instanceof Failure) return leave(file, 'refused', process.message);
  if (process === undefined) return leave(file, 'skipped', 'it waits in a window for its end');
  const { processId, status, plan } = process;
  const index = plan.sources.findIndex(({ name, generation }) => name === file.name && generation === file.generation);
  if (index < 0) return leave(file, 'skipped', `process ${processId} has a newer version of it`);
  const out = takenOut(process).find((one) => one.index === index);
  if (out) return leave(file, 'skipped', out.reason ?? out.became);
  if (status === 'done')
    return considerLoaded(file, { ...facts, entry: { ...entry, ...loadedRows(process), process: processId } }, deps);
  return considerProcess(process, { force }, deps);
}

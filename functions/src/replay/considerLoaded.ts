import { sha256Int64 } from '../common/sha256.ts';
import type { Deps } from '../deps/deps.ts';
import type { LedgerEntry } from '../journal/replays.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { Item, Left } from './item.ts';
import { aboutFile, GONE, isThere, leave, wanted } from './wanted.ts';

interface Loaded {
  entry: LedgerEntry;
  force: boolean;
  /** Whether the version is known to be live, as where its name was listed just now; else it is asked for. */
  isLive?: boolean;
}

/**
 * A file that is loaded is loaded once more by force only, by a process of its own: its ID follows from the file's event ID and from how
 * often that was done before, so that each time is done once.
 */
export async function considerLoaded(
  file: SourceFile,
  { entry, force, isLive = false }: Loaded,
  deps: Deps,
): Promise<Item | Left> {
  const { eventId, status, reloads } = entry;
  if (!force) return leave(file, 'skipped', 'it is loaded: --force --reason loads it again');
  if (!isLive && !(await isThere(file, deps))) return leave(file, 'refused', GONE);
  const processId = sha256Int64(JSON.stringify(['reload', eventId, reloads + 1]));
  const found = await wanted(file, processId, deps);
  if (found.is === 'not') return leave(file, 'refused', found.why);
  const about = aboutFile(file, found, processId);
  return { ...about, does: 'reload', processId, file, seen: { status, reloads }, loaded: inWords(entry) };
}

function inWords({ rowsLoaded, committed, process }: LedgerEntry): string {
  const count = rowsLoaded === undefined ? 'its rows are there' : `${rowsLoaded} rows are there`;
  const since = committed === undefined ? '' : ` since ${committed.toISOString()}`;
  return `${count}${since}${process === undefined ? '' : `, by process ${process}`}`;
}

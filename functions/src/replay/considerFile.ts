import type { Deps } from '../deps/deps.ts';
import type { LedgerEntry } from '../journal/replays.ts';
import { eventIdOf } from '../model/eventId.ts';
import type { Process } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { takenOut } from '../plan/takenOut.ts';
import { considerLoaded } from './considerLoaded.ts';
import { considerProcess } from './considerProcess.ts';
import { considerSetAside } from './considerSetAside.ts';
import type { Item, Left } from './item.ts';
import { aboutFile, groupOf, leave, wanted } from './wanted.ts';

interface Facts {
  /** What the ledger says of the version. */
  entry: LedgerEntry | undefined;
  force: boolean;
  /** The process that a window's files are in; looked up once for all of them. */
  processOf(windowId: string): Promise<Process | undefined>;
}

/** What a replay can do about one version of a file. */
export async function considerFile(file: SourceFile, facts: Facts, deps: Deps): Promise<Item | Left> {
  const { entry, force } = facts;
  if (entry === undefined) return considerUntaken(file, undefined, deps);
  switch (entry.status) {
    case 'unmatched':
    case 'unruled':
      return considerUntaken(file, entry, deps);
    case 'setAside':
      return considerSetAside(file, entry, deps);
    case 'loaded':
      return considerLoaded(file, { entry, force }, deps);
    case 'refused':
    case 'superseded':
      return leave(file, entry.status === 'refused' ? 'refused' : 'skipped', entry.error ?? entry.status);
    default:
      return ofProcess(file, { ...facts, entry }, deps);
  }
}

async function considerUntaken(file: SourceFile, entry: LedgerEntry | undefined, deps: Deps): Promise<Item | Left> {
  const found = await wanted(file, eventIdOf(file), deps);
  if (found.is === 'wanted') return { ...aboutFile(file, found, groupOf(found.rule, file)), does: 'takeIn', file };
  const isTold = found.isUnruled || entry?.status === 'unruled';
  return leave(file, isTold ? 'refused' : 'skipped', found.why);
}

/** One that is in a process or a window shares what becomes of that. */
async function ofProcess(
  file: SourceFile,
  { entry, force, processOf }: Facts & { entry: LedgerEntry },
  deps: Deps,
): Promise<Item | Left> {
  const process =
    entry.process === undefined ? await processOf(entry.window ?? '') : await deps.journal.get(entry.process);
  if (process === undefined) return leave(file, 'skipped', 'it waits in a window for its end');
  const { processId, status, plan } = process;
  const index = plan.sources.findIndex(({ name, generation }) => name === file.name && generation === file.generation);
  if (index < 0) return leave(file, 'skipped', `process ${processId} has a newer version of it`);
  const out = takenOut(process).find((one) => one.index === index);
  if (out) return leave(file, 'skipped', out.reason ?? out.became);
  if (status === 'done') return considerLoaded(file, { entry: { ...entry, process: processId }, force }, deps);
  return considerProcess(process, { force }, deps);
}

import { pMapIterable } from 'p-map';
import { oncePerKey } from '../common/oncePerKey.ts';
import type { Deps } from '../deps/deps.ts';
import { Failure } from '../failure/failure.ts';
import { readable } from '../journal/readable.ts';
import { type ProcessEntry, sourceFileIn } from '../journal/register.ts';
import { rememberedSince } from '../journal/rememberedSince.ts';
import type { LedgerEntry } from '../journal/replays.ts';
import { isDataName, parseGsUrl, urlOf } from '../model/places.ts';
import type { Process } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { ownName } from '../rule/ownName.ts';
import type { ObjectInfo } from '../storage/objectStore.ts';
import { sourceFileOf } from '../storage/sourceFileOf.ts';
import { considerFile } from './considerFile.ts';
import { considerProcess } from './considerProcess.ts';
import { considerStalled } from './considerStalled.ts';
import type { Considered, Item, Left } from './item.ts';
import { processOfWindow } from './processOfWindow.ts';
import type { Filters, PlanRequest } from './request.ts';

const CONCURRENCY = 16;

/** Everything that a replay could be about, and what it can do about it: as much as is asked for is looked at. */
export function candidates(request: PlanRequest, deps: Deps): AsyncIterable<Considered> {
  const { subject, filters } = request;
  switch (subject.what) {
    case 'failed':
    case 'stalled':
      return ofProcesses(subject.what, request, deps);
    case 'set-aside':
      return considered(filesSetAside(filters, deps), request, deps);
    case 'missed':
      return considered(objectsBelow('', { filters, isMissed: true }, deps), request, deps);
    case 'prefix':
      return considered(objectsBelow(subject.url, { filters, isMissed: false }, deps), request, deps);
    case 'file':
      return considered(versionOf(subject.url, deps), request, deps);
    case 'process':
      return ofProcess(subject.id, request, deps);
  }
}

/** The processes whose own documents say that they may be meant; each is read as a whole only then. */
function ofProcesses(
  what: 'failed' | 'stalled',
  { filters, force }: PlanRequest,
  deps: Deps,
): AsyncIterable<Considered> {
  const { from, to, table, rule, reason } = filters;
  const given = {
    ...(table === undefined ? {} : { table: ownName(table, deps.settings.projectId) }),
    ...(from === undefined ? {} : { since: new Date(from) }),
    ...(to === undefined ? {} : { until: new Date(to) }),
  };
  const statuses = what === 'failed' ? (['failed', 'actionFailed'] as const) : (['running'] as const);
  const isMeant = (entry: ProcessEntry): boolean =>
    isIn(entry.started, filters) &&
    isRule(entry.rule, rule) &&
    says([entry.error?.reason, entry.error?.message, entry.waiting?.message], reason);
  return pMapIterable(
    deps.register.processes({ ...given, statuses }),
    async (entry: ProcessEntry): Promise<Considered> => {
      if (!isMeant(entry)) return undefined;
      const process = await whole({ ...entry, missing: 'its trail has expired' }, deps);
      if ('left' in process) return process;
      if (what === 'stalled') return considerStalled(process, deps);
      return considerProcess(process, { force }, deps);
    },
    { concurrency: CONCURRENCY },
  );
}

interface Which extends Pick<ProcessEntry, 'processId' | 'source'> {
  /** What it means where the journal has no such process. */
  missing: string;
}

/** A process whose plan cannot be read keeps none of the others from being replayed. */
async function whole({ processId, source, missing }: Which, { journal }: Deps): Promise<Process | Left> {
  const process = await readable(journal.get(processId));
  if (process !== undefined && !(process instanceof Failure)) return process;
  return { left: 'refused', url: source, processId, why: process?.message ?? missing };
}

async function* ofProcess(id: string, request: PlanRequest, deps: Deps): AsyncIterable<Considered> {
  const process = await whole({ processId: id, source: '', missing: 'the journal knows no such process' }, deps);
  if ('left' in process) yield process;
  else if (process.status === 'running') yield considerStalled(process, deps, 0);
  else if (process.status === 'done' && request.force) yield* considered(pagesOf(process.plan.sources), request, deps);
  else yield considerProcess(process, request, deps);
}

/** Files, a page at a time, and what there is to be known of each beside the ledger's entry. */
type FilePages = AsyncIterable<readonly { file: SourceFile; isLive?: boolean; left?: Left }[]>;

async function* pagesOf(files: readonly SourceFile[]): FilePages {
  yield files.map((file) => ({ file }));
}

/** The version that is live, or else the newest that the ledger knows. */
async function* versionOf(url: string, { objects, journal }: Deps): FilePages {
  const place = parseGsUrl(url);
  const live = await objects.stat(place);
  if (live) return yield [{ file: sourceFileOf(live), isLive: true }];
  const [newest] = await journal.versions(place);
  if (newest) yield [{ file: sourceFileIn({ ...place, ...newest }) }];
}

async function* filesSetAside(filters: Filters, { register, settings }: Deps): FilePages {
  for await (const entry of register.files(['setAside'])) {
    const isMeant = entry.bucket === settings.triggerBucket && isIn(entry.created, filters);
    if (isMeant && says([entry.error], filters.reason)) yield [{ file: sourceFileIn(entry) }];
  }
}

interface Search {
  filters: Filters;
  /** Only what no process and no window has. */
  isMissed: boolean;
}

async function* objectsBelow(url: string, { filters, isMissed }: Search, deps: Deps): FilePages {
  const { triggerBucket } = deps.settings;
  const { bucket, name: prefix } = url === '' ? { bucket: triggerBucket, name: '' } : parseGsUrl(url);
  if (bucket !== triggerBucket) {
    yield [
      {
        ...{ file: { bucket, name: prefix, generation: '0', size: 0, created: '' } },
        left: { left: 'refused', url, why: `files are taken in from gs://${triggerBucket} only` },
      },
    ];
    return;
  }
  let token: string | undefined;
  do {
    const page = await deps.objects.page(bucket, { prefix, ...(token === undefined ? {} : { token }) });
    const meant = page.objects.filter(({ name, created }) => isDataName(name) && isIn(created, filters));
    yield meant.map((object) => ({
      file: sourceFileOf(object),
      isLive: true,
      ...(isMissed ? tooOld(object, deps) : {}),
    }));
    token = page.next;
  } while (token !== undefined);
}

/** What the ledger may have forgotten by now may have been loaded. */
function tooOld(object: ObjectInfo, { settings, clock }: Deps): { left?: Left } {
  if (object.created > rememberedSince(clock.now(), settings.journalTtlDays)) return {};
  const why = `it is older than the trail is kept (${settings.journalTtlDays} days), so it may have been loaded: name it by file or prefix`;
  return { left: { left: 'refused', url: urlOf(object), why } };
}

/** What can be done about files: the ledger is asked for a page of them at a time. */
async function* considered(
  pages: FilePages,
  { subject, filters, force }: PlanRequest,
  deps: Deps,
): AsyncIterable<Considered> {
  const isMissed = subject.what === 'missed';
  // Files of one window follow each other.
  const processOf = oncePerKey((windowId) => processOfWindow(windowId, deps));
  for await (const page of pages) {
    const entries = await deps.replays.entries(page.map(({ file }) => file));
    const look = async ([index, { file, isLive = false, left }]: [
      number,
      (typeof page)[number],
    ]): Promise<Considered> => {
      const entry = entries[index];
      if (isMissed && isTakenIn(entry)) return undefined;
      const found =
        entry === undefined && left ? left : await considerFile(file, { entry, force, isLive, processOf }, deps);
      return isMissed && 'left' in found && found.left === 'skipped' ? undefined : found;
    };
    for await (const one of pMapIterable(page.entries(), look, { concurrency: CONCURRENCY })) {
      if (one && isMeantFile(one, filters, deps)) yield one;
    }
  }
}

const isTakenIn = (entry: LedgerEntry | undefined): boolean =>
  entry !== undefined && entry.status !== 'unmatched' && entry.status !== 'unruled';

/** What is left as it is has neither table nor rule. */
function isMeantFile(one: Item | Left, { table, rule }: Filters, deps: Deps): boolean {
  if ('left' in one) return table === undefined && rule === undefined;
  return (
    isRule(one.rule, rule) &&
    (table === undefined ||
      ownName(one.destination, deps.settings.projectId) === ownName(table, deps.settings.projectId))
  );
}

const isIn = (time: Date, { from, to }: Filters): boolean =>
  (from === undefined || time >= new Date(from)) && (to === undefined || time < new Date(to));

const isRule = (url: string, wanted: string | undefined): boolean => wanted === undefined || url.endsWith(wanted);

const says = (texts: readonly (string | undefined)[], wanted: string | undefined): boolean =>
  wanted === undefined || texts.some((text) => text?.toLowerCase().includes(wanted.toLowerCase()));

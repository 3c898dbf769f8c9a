import { defined } from '../../src/common/defined.ts';
import type { Deps } from '../../src/deps/deps.ts';
import type { FileRecord } from '../../src/journal/journal.ts';
import type { WindowRecord } from '../../src/journal/windowRecord.ts';
import type { JobReference } from '../../src/model/job.ts';
import { urlOf } from '../../src/model/places.ts';
import type { Process, Step, Waiting } from '../../src/model/process.ts';
import { filesInWords } from '../../src/plan/filesInWords.ts';
import { type NotLoaded, takenOut } from '../../src/plan/takenOut.ts';
import { jobInFlight } from '../../src/process/jobInFlight.ts';
import type { ObjectPlace } from '../../src/storage/objectStore.ts';

/** What the trail says about a process. */
export interface ProcessTrail {
  eventId: string;
  status: Process['status'];
  destination: string;
  rule: string;
  files: number;
  /** `12 files`, `10 of 12 files, 2 set aside` */
  filesInWords: string;
  /** The first few. */
  sources: string[];
  /** Those that were not loaded with the others. */
  notLoaded: (Omit<NotLoaded, 'index'> & { url: string })[];
  steps: readonly Step[];
  notes: readonly string[];
  /** How often it has waited so far. */
  waits: number;
  /** What it waits for now, where that is a time. */
  waiting?: Waiting;
  /** The job that it waits for, where it runs and waits for no time: no step has ended since. */
  awaits?: JobReference & { since: Date };
  started: Date;
  ended?: Date;
  error?: string;
}

interface Window {
  id: string;
  state: WindowRecord['state'];
  end: Date;
  /** The process that loads its files. */
  process: string;
}

export interface Status {
  what: 'file' | 'process';
  /** gs:// URL or process ID */
  subject: string;
  isKnown: boolean;
  versions: (FileRecord & { inWindow?: Window })[];
  processes: ProcessTrail[];
}

/** All versions of a file, with the batch that each is in, and the processes that took them. */
export async function fileStatus(place: ObjectPlace, deps: Deps): Promise<Status> {
  const records = await deps.journal.versions(place);
  const versions = await Promise.all(records.map((record) => withWindow(record, deps)));
  const ids = versions.map(processIdOf).filter((id) => id !== undefined);
  const found = await Promise.all([...new Set(ids)].map((id) => deps.journal.get(id)));
  const processes = found.filter((process) => process !== undefined);
  return {
    what: 'file',
    subject: urlOf(place),
    isKnown: versions.length > 0,
    versions,
    processes: await Promise.all(processes.map((process) => trailOf(process, deps))),
  };
}

type Version = Status['versions'][number];

const processIdOf = ({ process, inWindow }: Version): string | undefined => process ?? inWindow?.process;

async function withWindow(record: FileRecord, { windows }: Deps): Promise<FileRecord & { inWindow?: Window }> {
  const window = record.window === undefined ? undefined : await windows.find(record.window);
  if (window === undefined) return record;
  const { id, state, end, owner } = window;
  return { ...record, inWindow: { id, state, end, process: owner } };
}

export async function processStatus(eventId: string, deps: Deps): Promise<Status> {
  const process = await deps.journal.get(eventId);
  return {
    what: 'process',
    subject: eventId,
    isKnown: process !== undefined,
    versions: [],
    processes: process ? [await trailOf(process, deps)] : [],
  };
}

const FIRST_SOURCES = 5;

async function awaitedJob(process: Process, deps: Deps): Promise<ProcessTrail['awaits']> {
  if (process.status !== 'running' || process.waiting) return undefined;
  // Whoever asks may not be allowed to look at jobs.
  const job = await jobInFlight(process, deps).catch(() => undefined);
  return job && { ...job, since: process.progressed };
}

async function trailOf(process: Process, deps: Deps): Promise<ProcessTrail> {
  const { processId, status, plan, steps, notes = [], waits, waiting, started, ended, error } = process;
  const urlAt = (index: number): string =>
    plan.sources
      .slice(index, index + 1)
      .map(urlOf)
      .join('');
  return {
    eventId: processId,
    status,
    destination: plan.destination,
    rule: plan.rule,
    files: plan.sources.length,
    filesInWords: filesInWords(process),
    sources: plan.sources.slice(0, FIRST_SOURCES).map(urlOf),
    notLoaded: takenOut(process).map(({ index, ...rest }) => ({ url: urlAt(index), ...rest })),
    steps,
    notes,
    waits,
    ...defined({ waiting, awaits: await awaitedJob(process, deps) }),
    started,
    ...defined({ ended, error: error?.message }),
  };
}

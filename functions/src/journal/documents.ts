import { type DocumentData, type DocumentSnapshot, FieldPath, FieldValue, Timestamp } from 'firebase-admin/firestore';
import { defined } from '../common/defined.ts';
import { splitPartition } from '../common/partition.ts';
import { hourOf } from '../model/book.ts';
import { gsUrl } from '../model/places.ts';
import type { Plan } from '../model/plan.ts';
import type { Process, Step } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { FILE_STATUS, type FileOutcome, fileOutcomes } from '../plan/fileOutcomes.ts';
import { loadedAt } from '../plan/loadedAt.ts';
import { loadedRows } from '../plan/loadedRows.ts';
import type { Outcome } from './claim.ts';
import type { Fields } from './fencedDocument.ts';
import type { FileRecord, Left } from './journal.ts';

/** What every entry of the ledger holds: the version, and when its event came. */
export const versionFields = (
  { bucket, name, generation, size, created, checksum, putBackOf }: SourceFile,
  received: Date,
): DocumentData => ({
  ...{ bucket, name, generation, size, created: new Date(created), received },
  hour: hourOf(new Date(created)),
  ...defined({ checksum, putBackOf }),
});

/** `files/‹event ID›` when the version is taken in: what it is and which process has it. */
export function fileFields(file: SourceFile, { plan, processId, started }: Process): DocumentData {
  return {
    ...versionFields(file, started),
    rule: plan.rule,
    process: processId,
    status: 'loading',
  };
}

/** `files/‹event ID›` of a version that was not taken in. */
export const untakenFields = (file: SourceFile, { status, reason, rule }: Left, received: Date): DocumentData => ({
  ...versionFields(file, received),
  ...defined({ rule }),
  status,
  error: reason,
  // No process writes the history of it.
  ...(status === 'refused' ? { historyDue: minuteOf(received) } : undefined),
});

/**
 * What the end of a process adds to the ledger entries of its files. A file that was loaded, with nothing more to tell of it, gets nothing:
 * the process says so, and a second write for each file would cost more than all the rest of a file in a batch.
 */
export function entryOutcomes(process: Process, outcome: Outcome): [SourceFile, DocumentData][] {
  const { sources } = process.plan;
  const outcomeAt = fileOutcomes(process, outcome);
  const notLoaded = (index: number): DocumentData | undefined => outcomeOfNotLoaded(outcomeAt(index), outcome);
  const [source, ...more] = sources;
  if (source === undefined || more.length > 0) {
    const loaded = isReplayed(process) ? loadedAfterAll(process, outcome) : undefined;
    return sources.flatMap((one, index): [SourceFile, DocumentData][] => {
      const told = notLoaded(index) ?? loaded;
      return told ? [[one, told]] : [];
    });
  }
  const own = notLoaded(0);
  const isPlain = outcome.status === 'done' && own === undefined && !isReplayed(process);
  return isPlain ? [] : [[source, { ...fileOutcome(process, outcome), ...own }]];
}

/** What the end of its process adds to `files/‹event ID›`: as much as a warehouse's load history would tell. */
function fileOutcome(process: Process, { status, error, ended }: Outcome): DocumentData {
  const [first] = error?.details ?? [];
  const told = defined({
    status: FILE_STATUS[status],
    committed: null,
    ...loadedRows(process),
    ended,
    error: error?.message,
    errorCount: error?.details.length,
    firstError: error ? (first ?? null) : undefined,
  });
  return isReplayed(process) ? { ...forgotten(), ...told } : told;
}

const isReplayed = ({ replays = [] }: Process): boolean => replays.length > 0;

/** What the ledger said of an earlier failure, taken away. */
export const forgotten = (): DocumentData =>
  Object.fromEntries(['error', 'errorCount', 'firstError', 'ended'].map((field) => [field, FieldValue.delete()]));

/**
 * What is told of a file that was not loaded. Of a file that was taken out the ledger may know more than its process has room for: what
 * the process does not know stays in the ledger.
 */
const outcomeOfNotLoaded = ({ became, why, to }: FileOutcome, { ended }: Outcome): DocumentData | undefined =>
  became === 'loaded' ? undefined : defined({ status: became, error: why, quarantinedTo: to, ended });

/** What is told of the files of a batch that a replay has loaded, since the ledger says that they failed. */
const loadedAfterAll = (process: Process, { ended }: Outcome): DocumentData => ({
  ...forgotten(),
  ...defined({ status: 'loaded', committed: loadedAt(process), ended }),
});

/** `journal/‹process ID›` at the start of a process in that bucket, but for its plan and its claim. */
export function processFields({ plan, status, started, progressed, waits }: Process, bucket: string): DocumentData {
  const [first] = plan.sources;
  return {
    status,
    rule: plan.rule,
    destTable: plan.destination,
    table: splitPartition(plan.destination).table,
    source: first ? gsUrl(first.bucket, first.name) : '',
    bucket,
    files: plan.sources.length,
    date: hourOf(started),
    minute: minuteOf(started),
    mode: plan.mode,
    steps: {},
    jobs: {},
    waits,
    started,
    progressed,
  };
}

/** `yyyy-MM-dd_HH:mm`, UTC: an index of times that grow with every write takes 500 writes a second; one of minutes takes more. */
export const minuteOf = (time: Date): string => time.toISOString().slice(0, 16).replace('T', '_');

/** The process that a document of `journal` holds, with its plan and its jobs. */
export function processOf(snapshot: DocumentSnapshot, plan: Plan, jobs: Process['jobs']): Process {
  const data = datesIn(snapshot.data()) as DocumentData;
  const steps = Object.values<DocumentData>(data['steps']).map(stepIn);
  return {
    processId: snapshot.id,
    status: data['status'],
    plan,
    steps: steps.sort((a, b) => a.step - b.step),
    jobs,
    waits: data['waits'],
    started: data['started'],
    progressed: data['progressed'],
    ...defined({
      waiting: data['waiting'] ?? undefined,
      superseded: data['superseded'],
      empty: data['empty'],
      notes: data['notes'],
      ended: data['ended'],
      error: data['error'],
      summary: data['summary'],
      replays: data['replays'],
    }),
  };
}

/** What `processOf` and `planlessIn` read in a document of `journal`: neither plan nor jobs, which are the larger part of it. */
export const PLANLESS_FIELDS = [
  ...['status', 'steps', 'waits', 'started', 'progressed', 'waiting', 'superseded', 'empty', 'notes'],
  ...['ended', 'error', 'summary', 'replays', 'rule', 'mode', 'destTable'],
] as const;

/** What a document of `journal` says by itself of what is to be done. */
export const planlessIn = (snapshot: DocumentSnapshot): Plan => ({
  processId: snapshot.id,
  rule: snapshot.get('rule'),
  mode: snapshot.get('mode'),
  destination: snapshot.get('destTable'),
  sources: [],
  onSuccess: [],
  onFailure: [],
  variables: {},
});

/** What a document of `files` holds. */
export function fileRecordOf(snapshot: DocumentSnapshot): FileRecord {
  const data = datesIn(snapshot.data()) as DocumentData;
  const { generation, size, rule, status, created, received, committed, process, window } = data;
  const { rowsLoaded, rowsParsed, error, quarantinedTo, putBackOf } = data;
  return {
    eventId: snapshot.id,
    ...{ generation, size, rule, status, created, received },
    ...defined({
      committed: committed ?? undefined,
      process,
      window,
      rowsLoaded,
      rowsParsed,
      error,
      quarantinedTo,
      putBackOf,
    }),
  };
}

/** What became of a version whose entry says only which process or window took it in. */
export function toldByProcess(record: FileRecord, process: Process): FileRecord {
  const isLoaded = process.status === 'done' || (process.status === 'actionFailed' && record.status === 'batched');
  return isLoaded ? { ...record, status: 'loaded', ...loadedRows(process) } : record;
}

/** `00001_load`: steps sort as they ran. */
export const stepKey = ({ step, action }: Step): string => `${String(step).padStart(5, '0')}_${action}`;

/** Results of actions are kept as text: JSON has shapes that a document has not. */
export const stepFields = ({ variables, ...step }: Step): DocumentData =>
  defined({ ...step, variables: variables && JSON.stringify(variables) });

/** What is written where a step ends, to the document of its process. One that ended well is progress: what was waited for is forgotten. */
export const stepWritten = (step: Step, now: Date): Fields => [
  new FieldPath('steps', stepKey(step)),
  stepFields(step),
  ...(step.state === 'done' ? ['progressed', now, 'waiting', null] : []),
];

const stepIn = ({ variables, ...step }: DocumentData): Step =>
  defined({ ...step, variables: variables && JSON.parse(variables) }) as Step;

export function dateAt(snapshot: DocumentSnapshot, field: string): Date {
  const value: unknown = snapshot.get(field);
  if (isTimestamp(value)) return value.toDate();
  throw new Error(`${snapshot.ref.path} has no time ${field}`);
}

const isTimestamp = (value: unknown): value is { toDate(): Date } =>
  typeof value === 'object' && value !== null && 'toDate' in value && typeof value.toDate === 'function';

function datesIn(value: unknown): unknown {
  if (value instanceof Timestamp) return value.toDate();
  if (Array.isArray(value)) return value.map(datesIn);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, datesIn(item)]));
}

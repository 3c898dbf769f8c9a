import { type DocumentData, type DocumentSnapshot, Timestamp } from 'firebase-admin/firestore';
import { defined } from '../common/defined.ts';
import { gsUrl } from '../model/places.ts';
import type { Plan } from '../model/plan.ts';
import type { Process, Step } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { FileRecord, Outcome } from './journal.ts';

/** `files/‹event ID›` when the version is taken in: what it is and which process has it. */
export function fileFields(file: SourceFile, { plan, processId, started }: Process): DocumentData {
  return {
    bucket: file.bucket,
    name: file.name,
    generation: file.generation,
    size: file.size,
    created: new Date(file.created),
    received: started,
    rule: plan.rule,
    process: processId,
    status: 'loading',
  };
}

/** What the end of its process adds to `files/‹event ID›`: as much as a warehouse's load history would tell. */
export function fileOutcome({ plan, steps }: Process, { status, error, ended }: Outcome): DocumentData {
  const load = steps.find(({ action }) => action === 'load');
  // BigQuery counts rows for the whole job; they are this file's where it was the only one.
  const rows = plan.sources.length === 1 ? load?.rows : undefined;
  const [first] = error?.details ?? [];
  return defined({
    status: status === 'done' ? 'loaded' : 'failed',
    committed: load?.state === 'done' ? load.ended : null,
    ended,
    rowsLoaded: rows,
    rowsParsed: rows === undefined ? undefined : rows + (load?.badRecords ?? 0),
    error: error?.message,
    errorCount: error?.details.length,
    firstError: error ? (first ?? null) : undefined,
  });
}

/** `journal/‹event ID›` at the start of a process, but for its plan. */
export function processFields({ plan, status, attempts, started }: Process): DocumentData {
  const [first] = plan.sources;
  return {
    status,
    rule: plan.rule,
    destTable: plan.destination,
    source: first ? gsUrl(first.bucket, first.name) : '',
    bucket: first?.bucket ?? '',
    files: plan.sources.length,
    date: hourOf(started),
    mode: plan.mode,
    steps: {},
    jobs: {},
    attempts,
    started,
  };
}

/** `yyyy-MM-dd_HH`, UTC: with the table, one query finds what ran for it in an hour. */
export const hourOf = (time: Date): string => time.toISOString().slice(0, 13).replace('T', '_');

/** The process that a document of `journal` holds, with its plan. */
export function processOf(snapshot: DocumentSnapshot, plan: Plan): Process {
  const data = datesIn(snapshot.data()) as DocumentData;
  const steps = Object.values<DocumentData>(data['steps']).map(stepOf);
  return {
    processId: snapshot.id,
    status: data['status'],
    plan,
    steps: steps.sort((a, b) => a.step - b.step),
    jobs: jobsOf(data['jobs']),
    attempts: data['attempts'],
    started: data['started'],
    ...defined({ notes: data['notes'], ended: data['ended'], error: data['error'] }),
  };
}

/** What a document of `files` holds. */
export function fileRecordOf(snapshot: DocumentSnapshot): FileRecord {
  const data = datesIn(snapshot.data()) as DocumentData;
  const { generation, size, rule, status, received, committed, process, window, rowsLoaded, error } = data;
  return {
    eventId: snapshot.id,
    ...{ generation, size, rule, status, received },
    ...defined({ committed: committed ?? undefined, process, window, rowsLoaded, error }),
  };
}

const jobsOf = (kept: Record<string, string> = {}): Process['jobs'] =>
  Object.fromEntries(Object.entries(kept).map(([path, jobs]) => [path, JSON.parse(jobs)]));

/** `00001_load`: steps sort as they ran. */
export const stepKey = ({ step, action }: Step): string => `${String(step).padStart(5, '0')}_${action}`;

/** Results of actions are kept as text: JSON has shapes that a document has not. */
export const stepFields = ({ variables, ...step }: Step): DocumentData =>
  defined({ ...step, variables: variables && JSON.stringify(variables) });

const stepOf = ({ variables, ...step }: DocumentData): Step =>
  defined({ ...step, variables: variables && JSON.parse(variables) }) as Step;

function datesIn(value: unknown): unknown {
  if (value instanceof Timestamp) return value.toDate();
  if (Array.isArray(value)) return value.map(datesIn);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, datesIn(item)]));
}

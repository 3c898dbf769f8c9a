import { randomUUID } from 'node:crypto';
import {
  type DocumentData,
  type DocumentSnapshot,
  FieldPath,
  FieldValue,
  type Firestore,
} from 'firebase-admin/firestore';
import { defined } from '../common/defined.ts';
import { splitPartition } from '../common/partition.ts';
import { rpcStatusOf } from '../failure/rpcStatus.ts';
import { hourOf } from '../model/book.ts';
import { eventIdOf } from '../model/eventId.ts';
import type { Plan } from '../model/plan.ts';
import type { Process, Replay, Step, Waiting } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { fileRecordOf, forgotten, minuteOf, processFields, stepFields, stepKey } from './documents.ts';
import { expireAt } from './expireAt.ts';
import type { Fields } from './fencedDocument.ts';
import type { FileRecord } from './journal.ts';
import { ledgerEntry } from './ledger.ts';
import type { PlanStore } from './planStore.ts';

/** How a process that has failed is taken up again. */
export interface Restart {
  /** As it was when that was decided. */
  process: Process;
  replay: Replay;
  /** What is done from now on, where that is not what its plan says. */
  plan?: Plan;
  /** Steps that stand in the way of going on, and what they were done for under a name that is out of it. */
  renamed: readonly (readonly [step: Step, path: string])[];
  /** What jobs were worked out for that are to be worked out once more. */
  droppedJobs: readonly string[];
  /** The step after which all is loaded once more. */
  afresh?: Pick<Step, 'step' | 'path'>;
  /** When it is to be woken. */
  notBefore: Date;
  /** Given where that is not at once. */
  waiting?: Waiting;
}

/** A file that is loaded, and is to be loaded once more, by a process of its own. */
export interface Reload {
  file: SourceFile;
  process: Process;
  /** What the ledger said when that was decided: what became of it, and how often it was loaded once more before. */
  seen: { status: string; reloads: number };
  notBefore: Date;
  /** Given where that is not at once. */
  waiting?: Waiting;
}

/** What the ledger says of a version. */
export interface LedgerEntry extends FileRecord {
  /** How often it was loaded once more by force. */
  reloads: number;
  /** The replay that was about to put it back to where it had been. */
  putBackBy?: string;
  /** What the copy that puts it back is marked with, as its `putBackOf`: kept before there is a copy, and the same for every replay. */
  putBackMark?: string;
}

/** What a replay writes to processes and to the ledger. Each write holds to what was seen, and may be tried again. */
export interface Replays {
  /** Takes a process up again, unclaimed. `changed`: it is not any more as it was seen. */
  restart(restart: Restart): Promise<'done' | 'changed'>;
  /** Begins the process of a file that was loaded before, unclaimed. `changed`: the ledger has an entry of the file by now. */
  reload(reload: Reload): Promise<'done' | 'changed'>;
  /** What the ledger says of each version; undefined where it does not know it. */
  entries(files: readonly SourceFile[]): Promise<(LedgerEntry | undefined)[]>;
  /** Keeps that a file that was set aside is about to be put back. Answers its mark; undefined where it is not set aside any more. */
  beginToPutBack(eventId: string, replay: string): Promise<string | undefined>;
  /** Keeps that it is back, as a new version. */
  putBack(eventId: string, replay: string, now: Date): Promise<void>;
}

interface Options {
  firestore: Firestore;
  plans: PlanStore;
  ttlDays: number;
  triggerBucket: string;
}

/** Whoever asked for a process to be woken may have died: dispatch looks after so long, in milliseconds. */
const GRACE_MS = 3 * 60_000;

export function createReplays({ firestore, plans, ttlDays, triggerBucket }: Options): Replays {
  const files = firestore.collection('files');
  const processes = firestore.collection('journal');
  const look = (notBefore: Date): string => minuteOf(new Date(notBefore.getTime() + GRACE_MS));

  /** The entry of the only file of a process, where the ledger has the file in this process: one of its own, or that of its window. */
  async function ownEntry({ processId, plan }: Process): Promise<DocumentSnapshot | undefined> {
    const [source, ...others] = plan.sources;
    if (source === undefined || others.length > 0) return undefined;
    const entry = await ledgerEntry({ get: (ref) => ref.get() }, { files, version: source });
    return entry.exists && (entry.get('process') ?? processId) === processId ? entry : undefined;
  }

  async function planFields(plan: Plan | undefined): Promise<unknown[]> {
    if (plan === undefined) return [];
    const kept = await plans.keep(plan);
    const { rule, destination, mode } = plan;
    const table = splitPartition(destination).table;
    const fields = {
      rule,
      destTable: destination,
      table,
      mode,
      plan: FieldValue.delete(),
      planObject: FieldValue.delete(),
      ...kept,
    };
    return Object.entries(fields).flat();
  }

  /** Undefined where somebody wrote to one of the documents meanwhile. */
  async function tryToRestart(restart: Restart): Promise<'done' | 'changed' | undefined> {
    const { process, replay, renamed, droppedJobs, notBefore, waiting } = restart;
    const [snapshot, entry] = await Promise.all([processes.doc(process.processId).get(), ownEntry(process)]);
    if (!isProcessAsSeen(snapshot, process) || snapshot.updateTime === undefined) return 'changed';
    const hasFailed = entry?.get('status') === 'failed';
    const expires = { expireAt: expireAt(replay.at, ttlDays) };
    const fields: Fields = [
      'status',
      'running',
      ...['replays', FieldValue.arrayUnion(replay), 'error', FieldValue.delete(), 'ended', FieldValue.delete()],
      ...['waiting', waiting ?? null, 'progressed', notBefore, 'lookAfter', look(notBefore)],
      ...['summary', FieldValue.delete()],
      ...Object.entries(expires).flat(),
      ...renamed.flatMap(([step, path]) => [new FieldPath('steps', stepKey(step), 'path'), path]),
      ...droppedJobs.flatMap((path) => [new FieldPath('jobs', path), FieldValue.delete()]),
      ...(restart.afresh ? afreshFields(restart.afresh, replay.at) : []),
      ...(await planFields(restart.plan)),
      ...(hasFailed ? ['fileHour', entry.get('hour')] : []),
    ];
    const batch = firestore.batch();
    const [field, value, ...more] = fields;
    batch.update(snapshot.ref, field, value, ...more, { lastUpdateTime: snapshot.updateTime });
    if (entry?.updateTime) {
      // It lives as long as its process, whatever it says.
      const loading: DocumentData = hasFailed ? { ...forgotten(), status: 'loading' } : {};
      batch.update(entry.ref, { ...loading, ...expires }, { lastUpdateTime: entry.updateTime });
    }
    return (await committed(batch)) ? 'done' : undefined;
  }

  return {
    async restart(restart) {
      for (;;) {
        const answer = await tryToRestart(restart);
        if (answer) return answer;
      }
    },

    async reload({ file, process, seen, notBefore, waiting }) {
      const entry = await ledgerEntry({ get: (ref) => ref.get() }, { files, version: file });
      const isAsSeen = entry.get('status') === seen.status && Number(entry.get('reloads') ?? 0) === seen.reloads;
      if (!isAsSeen || entry.updateTime === undefined) return 'changed';
      const expires = { expireAt: expireAt(process.started, ttlDays) };
      const batch = firestore.batch();
      batch.create(processes.doc(process.processId), {
        ...processFields(process, triggerBucket),
        ...(await plans.keep(process.plan)),
        fileHour: hourOf(new Date(file.created)),
        claim: { by: null, until: null, epoch: 0 },
        lookAfter: look(notBefore),
        progressed: notBefore,
        ...defined({ waiting, notes: process.notes }),
        ...expires,
      });
      const taken = {
        status: 'loading',
        process: process.processId,
        reloads: seen.reloads + 1,
        loadedBy: entry.get('process') ?? null,
        rule: process.plan.rule,
      };
      batch.update(entry.ref, { ...forgotten(), ...taken, ...expires }, { lastUpdateTime: entry.updateTime });
      return (await committed(batch)) ? 'done' : 'changed';
    },

    async entries(wanted) {
      const found: (LedgerEntry | undefined)[] = [];
      for (let start = 0; start < wanted.length; start += CHUNK) {
        const chunk = wanted.slice(start, start + CHUNK);
        const first = await firestore.getAll(...chunk.map((file) => files.doc(eventIdOf(file))));
        for (const [index, version] of chunk.entries()) {
          const look = { files, version, ...defined({ first: first[index] }) };
          found.push(ledgerEntryOf(await ledgerEntry({ get: (ref) => ref.get() }, look)));
        }
      }
      return found;
    },

    async beginToPutBack(eventId, replay) {
      for (;;) {
        const entry = await files.doc(eventId).get();
        if (entry.get('status') !== 'setAside' || entry.updateTime === undefined) return undefined;
        // Whoever uploads files cannot know it, and so cannot make a file pass for the copy.
        const putBackMark: string = entry.get('putBackMark') ?? `${eventId}.${randomUUID()}`;
        const batch = firestore.batch();
        batch.update(entry.ref, { putBackBy: replay, putBackMark }, { lastUpdateTime: entry.updateTime });
        if (await committed(batch)) return putBackMark;
      }
    },

    async putBack(eventId, replay, now) {
      const error = `put back to where it was, as a new version, by replay ${replay}`;
      const fields = { ...forgotten(), status: 'superseded', error, ended: now, quarantinedTo: FieldValue.delete() };
      await files.doc(eventId).update({ ...fields, historyDue: minuteOf(now) });
    },
  };
}

/** Documents that one call reads. */
const CHUNK = 400;

function ledgerEntryOf(snapshot: DocumentSnapshot): LedgerEntry | undefined {
  if (!snapshot.exists) return undefined;
  const putBackBy: string | undefined = snapshot.get('putBackBy');
  const putBackMark: string | undefined = snapshot.get('putBackMark');
  const reloads = Number(snapshot.get('reloads') ?? 0);
  return { ...fileRecordOf(snapshot), reloads, ...defined({ putBackBy, putBackMark }) };
}

const isProcessAsSeen = (snapshot: DocumentSnapshot, { status, replays = [] }: Process): boolean =>
  snapshot.exists && snapshot.get('status') === status && (snapshot.get('replays')?.length ?? 0) === replays.length;

async function committed(batch: { commit(): Promise<unknown> }): Promise<boolean> {
  try {
    await batch.commit();
    return true;
  } catch (error) {
    const status = rpcStatusOf(error)?.status;
    if (status === 'alreadyExists' || status === 'failedPrecondition') return false;
    throw error;
  }
}

function afreshFields(afresh: Pick<Step, 'step' | 'path'>, ended: Date): Fields {
  const notes = ['everything is loaded again: the rows were in the temporary table of the rule as it was'];
  const step: Step = { ...afresh, action: 'afresh', state: 'done', ended, notes };
  return [new FieldPath('steps', stepKey(step)), stepFields(step)];
}

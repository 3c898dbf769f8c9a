import { type DocumentSnapshot, FieldPath, FieldValue, type Firestore, Timestamp } from 'firebase-admin/firestore';
import { defined } from '../common/defined.ts';
import { Failure } from '../failure/failure.ts';
import { hourOf } from '../model/book.ts';
import { eventIdOf } from '../model/eventId.ts';
import { type Process, type Step, withStep } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { Claim, Claimant } from './claim.ts';
import {
  fileFields,
  fileRecordOf,
  forgotten,
  minuteOf,
  processFields,
  processOf,
  stepWritten,
  toldByProcess,
  untakenFields,
} from './documents.ts';
import { expireAt } from './expireAt.ts';
import { firestoreClaim } from './firestoreClaim.ts';
import type { Claimed, FileRecord, JobEnd, Journal, Opened, Started } from './journal.ts';
import { keepOutcomes, saidOf } from './keepOutcomes.ts';
import { isTaken, ledgerEntry } from './ledger.ts';
import type { PlanStore } from './planStore.ts';
import { readable } from './readable.ts';
import { ALREADY_EXISTS, FAILED_PRECONDITION, NOT_FOUND, statusCode } from './statusCode.ts';
import { sourceFileOf } from './windowDocuments.ts';

interface Options {
  firestore: Firestore;
  plans: PlanStore;
  /** How long a trail is kept, in days. */
  ttlDays: number;
  /** Where the data files arrive: processes of other deployments are left alone. */
  triggerBucket: string;
}

/** How long a new process may stay without a claim or a hand-over, in milliseconds: its invocation must have died. */
const FIRST_LOOK_MS = 3 * 60_000;

/** The journal in Firestore: `files/‹event ID›`, `journal/‹process ID›` and `stats/…`. */
export function createFirestoreJournal({ firestore, plans, ttlDays, triggerBucket }: Options): Journal {
  const files = firestore.collection('files');
  const processes = firestore.collection('journal');
  const windows = firestore.collection('windows');
  const statistics = firestore.doc('stats/dispatch');
  const search = firestore.doc('stats/search');
  const unruledRound = firestore.doc('stats/unruled');

  async function read(snapshot: DocumentSnapshot): Promise<Process> {
    const kept: Record<string, unknown> = snapshot.get('jobs') ?? {};
    const [plan, ...jobs] = await Promise.all([
      plans.read(snapshot.data() ?? {}),
      ...Object.entries(kept).map(async ([path, list]) => [path, await plans.readJobs(list)] as const),
    ]);
    return processOf(snapshot, plan, Object.fromEntries(jobs));
  }

  async function newFields(process: Process, claimant: Claimant) {
    return {
      ...processFields(process, triggerBucket),
      ...(await plans.keep(process.plan)),
      claim: { by: claimant.by, until: claimant.until, epoch: 1 },
      lookAfter: minuteOf(new Date(process.started.getTime() + FIRST_LOOK_MS)),
      expireAt: expireAt(process.started, ttlDays),
    };
  }

  const claimOn = (processId: string, claimant: Claimant, epoch: number, updateTime: Timestamp): Claim =>
    firestoreClaim({ firestore, plans, processId, claimant, epoch, updateTime });

  /** What an earlier delivery began. A process of the same invocation is one whose creation was not answered. */
  async function opened(snapshot: DocumentSnapshot, claimant: Claimant): Promise<Opened> {
    const process = await read(snapshot);
    const { by, until, epoch } = claimIn(snapshot);
    if (process.status === 'running' && by === claimant.by && snapshot.updateTime) {
      return { process, claim: claimOn(process.processId, claimant, epoch, snapshot.updateTime) };
    }
    const isAbandoned = process.status === 'running' && by !== undefined && until <= claimant.now;
    return { process, isAbandoned };
  }

  async function toldRecord(snapshot: DocumentSnapshot): Promise<FileRecord> {
    const record = fileRecordOf(snapshot);
    const { status, window, process } = record;
    if (status !== 'loading' && status !== 'batched') return record;
    // One that was loaded with its window, and is loaded once more since, has a process of its own.
    const owner = process ?? (window && (await windows.doc(window).get()).get('owner'));
    const known = owner && (await processes.doc(owner).get());
    const told = known?.exists ? await readable(read(known)) : undefined;
    return told === undefined || told instanceof Failure ? record : toldByProcess(record, told);
  }

  /** Creates a process that nobody began before; without a look, since looks cost as much as they save. */
  async function create(
    process: Process,
    claimant: Claimant,
    entry?: { file: SourceFile; known: DocumentSnapshot | undefined },
  ): Promise<Claim | undefined> {
    const batch = firestore.batch();
    const own = entry && { fileHour: hourOf(new Date(entry.file.created)) };
    batch.create(processes.doc(process.processId), { ...(await newFields(process, claimant)), ...own });
    if (entry) {
      const ref = files.doc(process.processId);
      const fields = { ...fileFields(entry.file, process), expireAt: expireAt(process.started, ttlDays) };
      if (entry.known?.updateTime)
        batch.update(ref, { ...forgotten(), ...fields }, { lastUpdateTime: entry.known.updateTime });
      else batch.create(ref, fields);
    }
    try {
      const [written] = await batch.commit();
      return written && claimOn(process.processId, claimant, 1, written.writeTime);
    } catch (error) {
      const status = statusCode(error);
      if (status === ALREADY_EXISTS || status === FAILED_PRECONDITION || status === NOT_FOUND) return undefined;
      throw error;
    }
  }

  async function startKnown(
    file: SourceFile,
    begin: (eventId: string) => Process,
    claimant: Claimant,
  ): Promise<Started> {
    for (;;) {
      const entry = await ledgerEntry({ get: (ref) => ref.get() }, { files, version: file });
      const known = await processes.doc(entry.id).get();
      if (known.exists) return opened(known, claimant);
      const window: unknown = entry.get('window');
      if (typeof window === 'string') return { window };
      const process = begin(entry.id);
      const claim = await create(process, claimant, { file, known: entry.exists ? entry : undefined });
      if (claim) return { process, claim };
    }
  }

  /** Writes that the process is claimed, with the step of its job. Undefined where somebody else wrote to it since it was read. */
  async function take(
    snapshot: DocumentSnapshot,
    { process, claimant, recorded }: { process: Process; claimant: Claimant; recorded: Step | undefined },
  ): Promise<Claimed | undefined> {
    const known = claimIn(snapshot);
    const epoch = known.by === claimant.by ? known.epoch : known.epoch + 1;
    const { updateTime: lastUpdateTime } = snapshot;
    if (lastUpdateTime === undefined) return undefined;
    const claim = { by: claimant.by, until: claimant.until, epoch };
    const step = recorded ? stepWritten(recorded, claimant.now) : [];
    try {
      const { writeTime } = await snapshot.ref.update('claim', claim, ...step, { lastUpdateTime });
      return {
        state: 'claimed',
        process: recorded ? withStep(process, recorded, claimant.now) : process,
        claim: claimOn(snapshot.id, claimant, epoch, writeTime),
        ...defined({ recorded }),
      };
    } catch (error) {
      if (statusCode(error) === FAILED_PRECONDITION) return undefined;
      throw error;
    }
  }

  async function tryToClaim(
    snapshot: DocumentSnapshot,
    claimantNow: () => Claimant,
    jobEnd: (process: Process) => Promise<JobEnd | undefined>,
  ): Promise<Claimed | undefined> {
    const process = await read(snapshot);
    if (process.status !== 'running') return { state: 'ended', process };
    const { by, until } = claimIn(snapshot);
    const ended = await jobEnd(process);
    const claimant = claimantNow();
    const isFree = by === claimant.by || until <= claimant.now;
    if (!isFree && ended === undefined) return { state: 'busy', process };
    return take(snapshot, { process, claimant, recorded: ended?.step });
  }

  return {
    async start(file, begin, claimant) {
      const process = begin(eventIdOf(file));
      const claim = await create(process, claimant, { file, known: undefined });
      return claim ? { process, claim } : startKnown(file, begin, claimant);
    },

    async open(process, claimant) {
      for (;;) {
        const claim = await create(process, claimant);
        if (claim) return { process, claim };
        const known = await processes.doc(process.processId).get();
        if (known.exists) return opened(known, claimant);
      }
    },

    async leave(file, why, received) {
      const entry = await ledgerEntry({ get: (ref) => ref.get() }, { files, version: file });
      // One that was refused stays so, whatever comes again: the history has it under the time at which it came first.
      if (isTaken(entry) || (why.status === 'refused' && entry.get('status') === 'refused')) return;
      const fields = { ...untakenFields(file, why, received), expireAt: expireAt(received, ttlDays) };
      const written = entry.updateTime
        ? entry.ref.update(fields, { lastUpdateTime: entry.updateTime })
        : entry.ref.create(fields);
      await written.catch((error: unknown) => {
        // Somebody else has just told what became of it.
        const status = statusCode(error);
        if (status !== ALREADY_EXISTS && status !== FAILED_PRECONDITION) throw error;
      });
    },

    tellOf: ({ plan }, told, now) =>
      keepOutcomes(
        firestore,
        told.flatMap(({ index, reason, to }) => {
          const source = plan.sources[index];
          return source ? [[source, defined({ error: reason, quarantinedTo: to, ended: now })] as const] : [];
        }),
      ),

    saidOf: (asked) => saidOf(firestore, asked),

    supersede: (superseded, now) =>
      keepOutcomes(
        firestore,
        superseded.map((file) => {
          // No process writes the history of it.
          return [file, { status: 'superseded', error: OVERWRITTEN, ended: now, historyDue: minuteOf(now) }] as const;
        }),
      ),

    find: (version) =>
      firestore.runTransaction(
        async (transaction) => {
          const entry = await ledgerEntry(transaction, { files, version });
          const process = entry.exists ? await transaction.get(processes.doc(entry.id)) : undefined;
          return process?.exists ? read(process) : undefined;
        },
        { readOnly: true },
      ),

    async get(processId) {
      const snapshot = await processes.doc(processId).get();
      return snapshot.exists ? read(snapshot) : undefined;
    },

    async claim(processId, claimant, jobEnd = async () => undefined) {
      for (;;) {
        const snapshot = await processes.doc(processId).get();
        if (!snapshot.exists) return undefined;
        const claimed = await tryToClaim(snapshot, claimant, jobEnd);
        if (claimed) return claimed;
      }
    },

    async isClaimed(processId, now) {
      return claimIn(await processes.doc(processId).get()).until > now;
    },

    async warn(processId, note) {
      await processes
        .doc(processId)
        .update({ notes: FieldValue.arrayUnion(note) })
        .catch((error: unknown) => {
          if (statusCode(error) !== NOT_FOUND) throw error;
        });
    },

    async versions({ bucket, name }) {
      const found = await files.where('name', '==', name).where('bucket', '==', bucket).get();
      const records = await Promise.all(found.docs.map(toldRecord));
      return records.sort((a, b) => b.received.getTime() - a.received.getTime());
    },

    async neglected(now) {
      const running = processes.where('bucket', '==', triggerBucket).where('status', '==', 'running');
      const late = running.where('lookAfter', '<', minuteOf(now)).orderBy('lookAfter').limit(PAGE);
      const found = await late.select('claim', 'destTable', 'mode').get();
      return found.docs
        .filter((snapshot) => claimIn(snapshot).until <= now)
        .map((snapshot) => ({
          processId: snapshot.id,
          destination: snapshot.get('destTable'),
          mode: snapshot.get('mode'),
        }));
    },

    async unruled(after) {
      const all = files.where('status', '==', 'unruled').orderBy(FieldPath.documentId());
      const { docs } = await (after === undefined ? all : all.startAfter(after)).limit(PAGE).get();
      const next = docs.length < PAGE ? undefined : docs.at(-1)?.id;
      return defined({ files: docs.map(sourceFileOf).filter(({ bucket }) => bucket === triggerBucket), next });
    },

    async unruledRound() {
      const snapshot = await unruledRound.get();
      return defined({ after: snapshot.get('after'), asked: snapshot.get('asked')?.toDate() });
    },

    async writeUnruledRound(round) {
      await unruledRound.set(round);
    },

    async assertAnswers() {
      await statistics.get();
    },

    async lookAfter(processId, time) {
      await processes.doc(processId).update({ lookAfter: minuteOf(time) });
    },

    isKnown: async (version) => (await ledgerEntry({ get: (ref) => ref.get() }, { files, version })).exists,

    async search() {
      const snapshot = await search.get();
      if (!snapshot.exists) return undefined;
      const page: unknown = snapshot.get('page');
      return {
        from: snapshot.get('from').toDate(),
        to: snapshot.get('to').toDate(),
        isDone: snapshot.get('isDone'),
        isWhole: snapshot.get('isWhole') ?? true,
        ...defined({ page: typeof page === 'string' ? page : undefined, ended: snapshot.get('ended')?.toDate() }),
      };
    },

    async writeSearch(state) {
      await search.set(state);
    },

    async loadJobs() {
      const counted: Record<string, { loadJobs?: number }> = (await statistics.get()).get('projects') ?? {};
      return Object.fromEntries(Object.entries(counted).map(([id, { loadJobs = 0 }]) => [id, loadJobs]));
    },

    async writeStatistics(counts) {
      await statistics.set({ ...counts, at: FieldValue.serverTimestamp() });
    },
  };
}

const OVERWRITTEN = 'overwritten before its window closed; the newer version is loaded instead';

/** Documents that one query answers at most. */
const PAGE = 500;

/** The claim on a process: `by` is undefined where its last holder has released it. */
function claimIn(snapshot: DocumentSnapshot): { by: string | undefined; until: Date; epoch: number } {
  const until: unknown = snapshot.get('claim.until');
  return {
    by: snapshot.get('claim.by') ?? undefined,
    until: until instanceof Timestamp ? until.toDate() : new Date(0),
    epoch: Number(snapshot.get('claim.epoch') ?? 0),
  };
}

import type { DocumentSnapshot, Firestore, Timestamp } from 'firebase-admin/firestore';
import { rpcStatusOf } from '../failure/rpcStatus.ts';

/** A problem that a digest has named to operators. */
export interface ToldProblem {
  kind: string;
  status: string;
  sentence: string;
  count: number;
}

/** What operators were last told of a subject. */
export interface Told {
  subject: string;
  at: Date;
  problems: readonly ToldProblem[];
}

/** What operators were told: `stats/digest`. */
export interface ToldStore {
  /** What they were told, for whoever is the first to look in so many milliseconds; undefined for all others. */
  take(now: Date, everyMs: number): Promise<Told[] | undefined>;
  keep(told: readonly Told[]): Promise<void>;
}

/** A document holds 1 MiB: of the subjects beyond so many problems nothing is remembered, so that they are told again. */
const MOST_PROBLEMS = 1_000;
const MOST_CHARS = 200;

export function createToldStore(firestore: Firestore): ToldStore {
  const document = firestore.doc('stats/digest');
  return {
    async take(now, everyMs) {
      const snapshot = await document.get();
      const looked: Timestamp | undefined = snapshot.get('looked');
      if (looked && now.getTime() - looked.toMillis() < everyMs) return undefined;
      try {
        await (snapshot.updateTime
          ? document.update({ looked: now }, { lastUpdateTime: snapshot.updateTime })
          : document.create({ looked: now, told: [] }));
      } catch (error) {
        const status = rpcStatusOf(error)?.status;
        if (status === 'failedPrecondition' || status === 'alreadyExists') return undefined;
        throw error;
      }
      return toldIn(snapshot);
    },

    async keep(told) {
      const kept = remembered(told).map(({ subject, at, problems }) => ({
        ...{ subject, at },
        problems: problems.map((problem) => ({ ...problem, sentence: problem.sentence.slice(0, MOST_CHARS) })),
      }));
      await document.update({ told: kept });
    },
  };
}

/** The first of them that a document has room for. */
function remembered(told: readonly Told[]): Told[] {
  let count = 0;
  return told.filter(({ problems }) => {
    count += problems.length;
    return count <= MOST_PROBLEMS;
  });
}

const toldIn = (snapshot: DocumentSnapshot): Told[] =>
  (snapshot.get('told') ?? []).map((one: Omit<Told, 'at'> & { at: Timestamp }) => ({ ...one, at: one.at.toDate() }));

import type { Deps } from '../../functions/src/deps/deps.ts';
import { createTaskStore } from '../../functions/src/task/taskStore.ts';
import { createWindowStore } from '../../functions/src/task/windowStore.ts';

/** The ports behind which Cloud Storage and Firestore are. */
type Store = 'objects' | 'journal' | 'windows' | 'groups' | 'holds';

/** A call to a store: its number among all, from 0, and `journal.addStep`. */
export interface StoreCall {
  index: number;
  store: Store;
  name: string;
}

/** What is to become of a call: it fails before it takes effect, or it takes effect and its answer is an error. */
export type Trouble = { when: 'before' | 'after'; error: Error } | undefined;

export interface Faulty {
  deps: Deps;
  /** The calls made so far. */
  calls: readonly StoreCall[];
  /** How many of them had trouble. */
  hits(): number;
}

/** The same deps, but that calls to Storage and Firestore fail as `troubleWith` has it. */
export function faulty(deps: Deps, troubleWith: (call: StoreCall) => Trouble): Faulty {
  const calls: StoreCall[] = [];
  let hits = 0;
  const wrap = <T extends object>(port: T, store: Store): T =>
    new Proxy(port, {
      get(target, key, receiver) {
        const member: unknown = Reflect.get(target, key, receiver);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          const call = { index: calls.length, store, name: `${store}.${String(key)}` };
          calls.push(call);
          const trouble = troubleWith(call);
          if (trouble) hits++;
          if (trouble?.when === 'before') throw trouble.error;
          const answer: unknown = await member.apply(target, args);
          if (trouble) throw trouble.error;
          return answer;
        };
      },
    });
  const objects = wrap(deps.objects, 'objects');
  const { triggerBucket, opsBucket, projectId } = deps.settings;
  return {
    deps: {
      ...deps,
      objects,
      tasks: createTaskStore({ objects, triggerBucket, opsBucket }),
      windowTasks: createWindowStore({ objects, triggerBucket, opsBucket, projectId }),
      journal: wrap(deps.journal, 'journal'),
      windows: wrap(deps.windows, 'windows'),
      groups: wrap(deps.groups, 'groups'),
      holds: wrap(deps.holds, 'holds'),
    },
    calls,
    hits: () => hits,
  };
}

/** What the Storage client rejects with once its own retries are used up. */
const refusal = (code: number, reason: string): Error =>
  Object.assign(new Error(`${reason}, as asked`), {
    code,
    errors: [{ domain: 'global', reason, message: 'as asked' }],
  });

/** What the Firestore client rejects with: a status of gRPC. */
const grpcError = (code: number, status: string): Error =>
  Object.assign(new Error(`${code} ${status}: as asked`), { code, details: 'as asked', metadata: {} });

const STORAGE_ERRORS = [
  () => refusal(503, 'backendError'),
  () => refusal(429, 'rateLimitExceeded'),
  () => Object.assign(new Error('request failed, reason: socket hang up'), { code: 'ECONNRESET' }),
];

const FIRESTORE_ERRORS = [
  () => grpcError(14, 'UNAVAILABLE'),
  () => grpcError(10, 'ABORTED'),
  () => grpcError(4, 'DEADLINE_EXCEEDED'),
];

/** An error that passes, as the client of that store rejects with; one after another they are all had. */
export function passingError({ store, index }: StoreCall): Error {
  const errors = store === 'objects' ? STORAGE_ERRORS : FIRESTORE_ERRORS;
  const make = errors[index % errors.length];
  if (make === undefined) throw new Error('there are errors');
  return make();
}

/** An error that does not pass. */
export const lastingError = ({ store }: StoreCall): Error =>
  store === 'objects' ? refusal(403, 'forbidden') : grpcError(7, 'PERMISSION_DENIED');

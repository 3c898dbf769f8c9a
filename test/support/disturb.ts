import type { Deps } from '../../functions/src/deps/deps.ts';
import { createHistory } from '../../functions/src/history/createHistory.ts';
import { historyPlace } from '../../functions/src/history/place.ts';
import { createArrivalStore } from '../../functions/src/task/arrivalStore.ts';
import { createTaskStore } from '../../functions/src/task/taskStore.ts';
import { createWindowStore } from '../../functions/src/task/windowStore.ts';
import { writerAtHand } from './cloud/memoryCloud.ts';

/** The ports behind which Cloud Storage and Firestore are. */
export const STORES = [
  'objects',
  'journal',
  'windows',
  'groups',
  'holds',
  'replacements',
  'untold',
  'replays',
  'replayRecords',
] as const;

/** Every port behind which there is something else than this process. */
const PORTS = [...STORES, 'warehouse', 'tables', 'queries', 'http', 'google', 'topics', 'secrets'] as const;

type Port = (typeof PORTS)[number];

/** A call to the outside world: its number among all calls, from 0, and its name, as `journal.addStep`. */
export interface Call {
  index: number;
  port: Port;
  name: string;
}

/**
 * What becomes of a call: it fails, or it is the last that its process makes, each just before the call takes effect or
 * just after; or its process freezes before it takes effect, renewals of claims included, until something else is done.
 */
export type Disturbance =
  | { fails: 'before' | 'after'; error: Error }
  | { isLast: 'before' | 'after' }
  | { freezesFor: () => Promise<void> };

/** What every call rejects with once the process that makes it is dead. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** Whether a work ended since its process died: what it rejects with then may be wrapped. */
export const wasKilled = (error: unknown): boolean =>
  error instanceof Killed || (error instanceof Error && error.cause !== undefined && wasKilled(error.cause));

export interface Disturbed {
  deps: Deps;
  /** The names of the calls made so far, in order. */
  calls: readonly string[];
  /** How many of them were disturbed. */
  hits(): number;
  /** Whether a call was the last: from then on no call gets through, as after a kill -9. */
  isDead(): boolean;
}

/** The same deps, but that calls to these ports (by default to all) are disturbed as `disturbanceOf` says. */
export function disturb(
  deps: Deps,
  disturbanceOf: (call: Call) => Disturbance | undefined,
  ports: readonly Port[] = PORTS,
): Disturbed {
  const calls: string[] = [];
  let hits = 0;
  let isDead = false;
  let frozen: Promise<void> | undefined;
  const die = (): never => {
    isDead = true;
    throw new Killed();
  };

  /** Before a call takes effect. Answers what is to be done after it. */
  async function begin(port: Port, key: string): Promise<() => void> {
    await frozen;
    if (isDead) die();
    const call = { index: calls.length, port, name: `${port}.${key}` };
    calls.push(call.name);
    const disturbance = disturbanceOf(call);
    if (disturbance === undefined) return () => isDead && die();
    hits++;
    if ('freezesFor' in disturbance) {
      frozen = disturbance.freezesFor();
      await frozen;
    }
    const strike = (when: 'before' | 'after'): void => {
      if ('fails' in disturbance && disturbance.fails === when) throw disturbance.error;
      if (isDead || ('isLast' in disturbance && disturbance.isLast === when)) die();
    };
    strike('before');
    return () => strike('after');
  }

  const wrap = <T extends object>(port: T, name: Port): T =>
    new Proxy(port, {
      get(target, key, receiver) {
        const member: unknown = Reflect.get(target, key, receiver);
        if (isStream(member)) {
          return async function* stream(...args: unknown[]) {
            const end = await begin(name, String(key));
            yield* member.apply(target, args);
            end();
          };
        }
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          // A step that is deferred is no call: it is written with the next.
          if (key === 'addStep' && args[2] === true) return member.apply(target, args);
          const end = await begin(name, String(key));
          const answer: unknown = await member.apply(target, args);
          end();
          // Through a claim the journal is written to as well.
          return hasClaim(answer) ? { ...answer, claim: wrap(answer.claim, name) } : answer;
        };
      },
    });

  // A world in memory need not have all ports.
  const wrapped: Partial<Deps> = Object.fromEntries(
    ports.filter((port) => port in deps).map((port) => [port, wrap(deps[port], port)]),
  );
  const objects = wrapped.objects ?? deps.objects;
  const { triggerBucket, opsBucket, projectId } = deps.settings;
  return {
    deps: {
      ...deps,
      ...wrapped,
      history: createHistory(
        {
          ...{ place: historyPlace(deps.settings), clock: deps.clock },
          ...{ tables: wrapped.tables ?? deps.tables, journal: wrapped.journal ?? deps.journal },
        },
        writerAtHand,
      ),
      tasks: createTaskStore({ objects, triggerBucket, opsBucket }),
      arrivals: createArrivalStore({ objects, triggerBucket, opsBucket }),
      windowTasks: createWindowStore({ objects, triggerBucket, opsBucket, projectId }),
    },
    calls,
    hits: () => hits,
    isDead: () => isDead,
  };
}

const hasClaim = (answer: unknown): answer is { claim: object } =>
  typeof answer === 'object' && answer !== null && 'claim' in answer && typeof answer.claim === 'object';

const isStream = (member: unknown): member is AsyncGeneratorFunction =>
  typeof member === 'function' && Reflect.get(member, Symbol.toStringTag) === 'AsyncGeneratorFunction';

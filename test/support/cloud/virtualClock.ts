import v8 from 'node:v8';
import vm from 'node:vm';
import type { Clock } from '../../../functions/src/deps/deps.ts';
import { type Timer, timerQueue } from './timerQueue.ts';

/** Time that passes only when it is told to, and then from one planned moment to the next. */
export interface VirtualClock extends Clock {
  /** Milliseconds since the epoch. */
  time(): number;
  /** Does the work after so many milliseconds, of which there are no fractions; answers how to call it off. */
  after(ms: number, work: () => void): () => void;
  /** Lets time pass until the promise is settled. Rejects where nothing is planned any more that could settle it. */
  settle<T>(work: Promise<T>): Promise<T>;
  /** Lets time pass up to that moment (ms since the epoch), or to the first at which `isOver` says so. */
  passUntil(end: number, isOver?: () => boolean): Promise<void>;
}

type Outcome = 'over' | 'nothing left';

/** How many moments pass before the real world gets a turn: test runners have timers and messages of their own. */
const MOMENTS_A_TURN = 2_000;

/**
 * A clock on which everything that waits, waits for a planned moment. Between two moments all promises that can go on do,
 * so that the same plan always has the same course. Whatever waits for the real world is not seen.
 */
export function virtualClock(start: Date): VirtualClock {
  const timers = timerQueue();
  let time = start.getTime();

  const after = (ms: number, work: () => void): (() => void) => {
    const timer: Timer = { at: time + Math.max(0, Math.ceil(ms)), work };
    timers.add(timer);
    return () => {
      timer.isOff = true;
    };
  };

  /** Takes the next moment; false where none is left before the end. */
  function step(end: number): boolean {
    const next = timers.next();
    if (next === undefined || next.at > end) return false;
    timers.take();
    time = Math.max(time, next.at);
    next.work();
    runMicrotasks();
    return true;
  }

  /** Undefined where there is more to come. */
  function passSome(end: number, isOver: () => boolean): Outcome | undefined {
    for (let moments = 0; moments < MOMENTS_A_TURN; moments++) {
      if (isOver()) return 'over';
      if (!step(end)) return 'nothing left';
    }
    return undefined;
  }

  /** A step must not begin within a microtask: microtasks cannot run those that wait behind themselves. */
  const pass = (end: number, isOver: () => boolean): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      const turn = (): void => {
        try {
          const outcome = passSome(end, isOver);
          if (outcome === undefined) setImmediate(turn);
          else resolve(outcome);
        } catch (error) {
          reject(error);
        }
      };
      setImmediate(turn);
    });

  return {
    now: () => new Date(time),
    time: () => time,
    after,
    sleep: (ms) => new Promise((resolve) => void after(ms, resolve)),
    every(ms, work) {
      let stop: () => void;
      const again = (): void => {
        stop = after(ms, again);
        work();
      };
      stop = after(ms, again);
      return () => stop();
    },

    async settle(work) {
      let isSettled = false;
      const settled = work.finally(() => {
        isSettled = true;
      });
      settled.catch(() => undefined);
      const outcome = await pass(Number.POSITIVE_INFINITY, () => isSettled);
      if (outcome === 'over') return settled;
      throw new Error('nothing is planned any more, and the work is not done: it waits for something that never comes');
    },

    async passUntil(end, isOver = () => false) {
      if ((await pass(end, isOver)) === 'nothing left') time = Math.max(time, end);
    },
  };
}

/**
 * Runs all microtasks, and those that they bring about. `await setImmediate` would do, and takes twenty times as long: most of
 * the time that a simulation needs.
 */
const runMicrotasks = ((): (() => void) => {
  // The flag stays on: V8 may drop a function's compiled code and compile it again much later.
  v8.setFlagsFromString('--allow-natives-syntax');
  return vm.compileFunction('%PerformMicrotaskCheckpoint()') as () => void;
})();

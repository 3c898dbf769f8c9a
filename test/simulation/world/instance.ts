import type { Clock } from '../../../functions/src/deps/deps.ts';
import type { VirtualClock } from '../../support/cloud/virtualClock.ts';

/**
 * An instance of a function: a machine that runs while it has requests, and stands still while it has none (Cloud Run gives an
 * idle instance no CPU). What was going on in it goes on with its next request.
 */
export interface Instance {
  name: string;
  clock: Clock;
  /** Requests that it works on. */
  active: number;
  /** When it had its last request, in milliseconds since the epoch. */
  lastUsed: number;
  isDead(): boolean;
  /** Does the work as soon as the instance runs; never where it is dead. */
  receive(work: () => void): void;
  /** It runs, unless something else holds it: a request came. */
  wake(): void;
  /** It stands still for so long, whatever requests it has. */
  freeze(ms: number): void;
  kill(): void;
  /** Told once of its death. */
  onDeath(work: () => void): void;
}

interface Options {
  name: string;
  clock: VirtualClock;
  /** How far its clock is off, in milliseconds. */
  skewMs: number;
}

export function createInstance({ name, clock, skewMs }: Options): Instance {
  let isDead = false;
  let frozenUntil = 0;
  const inbox: (() => void)[] = [];
  const mourners: (() => void)[] = [];

  const instance: Instance = {
    ...{ name, active: 0, lastUsed: clock.time() },
    clock: {
      now: () => new Date(clock.time() + skewMs),
      sleep: (ms) => new Promise((resolve) => void clock.after(ms, () => instance.receive(resolve))),
      every(ms, work) {
        // A timer that is late fires once, however often it was due.
        let isQueued = false;
        const fire = (): void => {
          isQueued = false;
          work();
        };
        return clock.every(ms, () => {
          if (isQueued || isDead) return;
          isQueued = true;
          instance.receive(fire);
        });
      },
    },
    isDead: () => isDead,
    receive(work) {
      if (isDead) return;
      if (isRunning()) work();
      else inbox.push(work);
    },
    wake() {
      while (isRunning()) {
        const work = inbox.shift();
        if (work === undefined) return;
        work();
      }
    },
    freeze(ms) {
      frozenUntil = Math.max(frozenUntil, clock.time() + ms);
      clock.after(ms, () => instance.wake());
    },
    kill() {
      if (isDead) return;
      isDead = true;
      inbox.length = 0;
      for (const mourn of mourners.splice(0)) mourn();
    },
    onDeath: (work) => void mourners.push(work),
  };
  const isRunning = (): boolean => !isDead && instance.active > 0 && clock.time() >= frozenUntil;
  return instance;
}

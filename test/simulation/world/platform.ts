import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { Random } from '../../support/cloud/random.ts';
import type { VirtualClock } from '../../support/cloud/virtualClock.ts';
import type { Instance } from './instance.ts';

/** The platform gives a handler of events so long (Cloud Functions: time limits). */
const TIMEOUT_MS = 540_000;

/** Redelivery (Eventarc: retry events). */
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 600_000;
const RETENTION_MS = 24 * 3_600_000;

/** An instance without requests is given up after so long. */
const IDLE_MS = 15 * 60_000;

const COLD_START_MS = 3_000;

export interface PendingEvent {
  file: SourceFile;
  /** When it was published, in milliseconds since the epoch. */
  published: number;
  failures: number;
}

/** How one invocation ended. */
export type Ending =
  | { outcome: 'answered'; answer: unknown }
  | { outcome: 'threw'; error: unknown }
  | { outcome: 'timeout' | 'died' };

interface Options {
  clock: VirtualClock;
  random: Random;
  /** Requests that an instance takes at once. */
  concurrency: number;
  createInstance(): Instance;
  /** The handler, in that instance; it has to have ended by then. */
  handle(event: PendingEvent, instance: Instance, deadline: Date): Promise<unknown>;
  note(event: PendingEvent, instance: Instance, ending: Ending): void;
}

/** A function that events are delivered to: at least once, and again where its handler does not answer. */
export interface Platform {
  /** Delivers the event after so many milliseconds. */
  publish(file: SourceFile, delayMs: number): void;
  /** Instances that are alive, those in use first. */
  instances(): Instance[];
  /** Events that were not answered yet. */
  pending(): number;
  /** Events that were given up after a day. */
  expired: PendingEvent[];
  /** All that was held up in instances goes on: each gets a request, which has nothing to do. */
  thaw(): void;
}

export function createPlatform(options: Options): Platform {
  const { clock, random, concurrency } = options;
  const all: Instance[] = [];
  let pending = 0;
  const expired: PendingEvent[] = [];

  const instances = (): Instance[] => all.filter((instance) => !instance.isDead()).sort((a, b) => b.active - a.active);

  function instanceFor(): { instance: Instance; isNew: boolean } {
    const free = instances().filter(({ active }) => active < concurrency);
    const [first, ...rest] = free;
    // The platform spreads requests as it likes, and may start an instance although there is room.
    if (first && !random.chance(0.1)) return { instance: random.pick([first, ...rest]), isNew: false };
    const instance = options.createInstance();
    all.push(instance);
    return { instance, isNew: true };
  }

  function deliver(event: PendingEvent): void {
    const { instance, isNew } = instanceFor();
    instance.active++;
    if (isNew) clock.after(random.between(500, COLD_START_MS), () => run(event, instance));
    else run(event, instance);
  }

  function run(event: PendingEvent, instance: Instance): void {
    let isOver = false;
    const end = (ending: Ending): void => {
      if (isOver) return;
      isOver = true;
      stopTimeout();
      instance.active--;
      instance.lastUsed = clock.time();
      options.note(event, instance, ending);
      if (ending.outcome === 'answered') pending--;
      else redeliver(event);
      if (instance.active === 0) giveUpWhenIdle(instance);
    };
    const stopTimeout = clock.after(TIMEOUT_MS, () => end({ outcome: 'timeout' }));
    if (instance.isDead()) {
      end({ outcome: 'died' });
      return;
    }
    instance.onDeath(() => end({ outcome: 'died' }));
    instance.wake();
    const deadline = new Date(instance.clock.now().getTime() + TIMEOUT_MS);
    options.handle(event, instance, deadline).then(
      (answer) => end({ outcome: 'answered', answer }),
      (error: unknown) => end({ outcome: 'threw', error }),
    );
  }

  function redeliver(event: PendingEvent): void {
    const failures = event.failures + 1;
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
    if (clock.time() + pause > event.published + RETENTION_MS) {
      pending--;
      expired.push(event);
      return;
    }
    clock.after(pause, () => deliver({ ...event, failures }));
  }

  function giveUpWhenIdle(instance: Instance): void {
    clock.after(IDLE_MS, () => {
      if (instance.active === 0 && clock.time() - instance.lastUsed >= IDLE_MS) instance.kill();
    });
  }

  return {
    instances,
    expired,
    pending: () => pending,
    publish(file, delayMs) {
      pending++;
      const event = { file, published: clock.time(), failures: 0 };
      clock.after(delayMs, () => deliver(event));
    },
    thaw() {
      for (const instance of instances()) {
        instance.active++;
        instance.wake();
        clock.after(TIMEOUT_MS, () => {
          instance.active--;
        });
      }
    },
  };
}

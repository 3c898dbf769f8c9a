import type { Random } from '../../support/cloud/random.ts';
import type { VirtualClock } from '../../support/cloud/virtualClock.ts';
import type { Instance } from './instance.ts';

const MINUTE_MS = 60_000;
const TIMEOUT_MS = 180_000;
const MAX_INSTANCES = 2;
/** Messages that a scheduler or a topic brings twice, or late. */
const TWICE = 0.02;
const LATE = 0.02;

interface Options {
  clock: VirtualClock;
  random: Random;
  createInstance(): Instance;
  /** A run of dispatch. */
  run(instance: Instance, message?: string): Promise<unknown>;
  /** Nothing is published now. */
  isSilent(): boolean;
  note(instance: Instance, ending: string, error?: unknown): void;
}

/** Cloud Scheduler, a topic, and the instances of dispatch. A run that fails is not run again. */
export interface Schedule {
  instances(): Instance[];
  stop(): void;
}

export function startSchedule(options: Options): Schedule {
  const { clock, random } = options;
  const all: Instance[] = [];
  const instances = (): Instance[] => all.filter((instance) => !instance.isDead());

  function instance(): Instance {
    const alive = instances();
    const [first, ...rest] = alive;
    if (first && (alive.length >= MAX_INSTANCES || random.chance(0.9))) return random.pick([first, ...rest]);
    const created = options.createInstance();
    all.push(created);
    return created;
  }

  function start(): void {
    const chosen = instance();
    let isOver = false;
    const end = (ending: string, error?: unknown): void => {
      if (isOver) return;
      isOver = true;
      stopTimeout();
      chosen.active--;
      options.note(chosen, ending, error);
    };
    const stopTimeout = clock.after(TIMEOUT_MS, () => end('timeout'));
    chosen.active++;
    chosen.onDeath(() => end('died'));
    chosen.wake();
    options.run(chosen).then(
      () => end('answered'),
      (error: unknown) => end('threw', error),
    );
  }

  function publish(): void {
    if (options.isSilent()) return;
    const delay = random.chance(LATE) ? random.between(1_000, 90_000) : random.between(50, 1_000);
    clock.after(delay, start);
    if (random.chance(TWICE)) clock.after(delay + random.between(0, 5_000), start);
  }

  return { instances, stop: clock.every(MINUTE_MS, publish) };
}

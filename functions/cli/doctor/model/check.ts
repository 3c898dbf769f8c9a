import type { World } from './world.ts';

/** What a check saw; the sentence names what was read, and how it is. */
export interface Finding {
  outcome: 'ok' | 'warning' | 'wrong';
  found: string;
}

/** One thing to look at, which nothing is changed by. */
export interface Check {
  /** What it is called, for people and for tools. */
  id: string;
  /** What it reads, and what is right, in a sentence. */
  right: string;
  /** What to do where that is not so, in a sentence. */
  todo(world: World): string;
  /** The local world has what it reads. */
  isLocal?: true;
  /** None, where that cannot be said before another check's finding is mended. Rejects with CannotLook. */
  look(world: World): Promise<Finding[]>;
}

export const ok = (found: string): Finding => ({ outcome: 'ok', found });
export const warning = (found: string): Finding => ({ outcome: 'warning', found });
export const wrong = (found: string): Finding => ({ outcome: 'wrong', found });

/** The faults, or that there are none. */
export const faultsOr = (faults: readonly Finding[], fine: string): Finding[] =>
  faults.length > 0 ? [...faults] : [ok(fine)];

import { expect, it } from 'vitest';

/** Ports of their own for one test, and how to wait for what is asked of them. */
export interface Subject<T> {
  ports: T;
  /** Awaits the work, letting time pass where that is a virtual one. */
  settle<R>(work: Promise<R>): Promise<R>;
}

/** An implementation that a contract is tried on. */
export interface Implementation<T> {
  open(): Promise<Subject<T>>;
  /** What it is known not to hold to. */
  ignores?: readonly Ignored[];
  /** A thousand objects take it minutes. */
  isSlow?: boolean;
}

/**
 * What Google's services hold to, and an emulator does not. The contract expects the emulator not to: once it does, the
 * test says so, and the entry can go.
 */
export type Ignored =
  /** The Storage emulator answers a write or a copy over a version that is not live as if it were. */
  | 'preconditions'
  /** The Storage emulator lists from the first name, wherever a listing is to begin. */
  | 'start offset';

/** Declares the test of one clause of a contract. */
export type Clause<T> = (name: string, work: (ports: T) => Promise<void>, needs?: Ignored) => void;

export const clauseFor =
  <T>({ open, ignores = [] }: Implementation<T>): Clause<T> =>
  (name, work, needs) => {
    const isIgnored = needs !== undefined && ignores.includes(needs);
    it(isIgnored ? `IGNORED here: ${name}` : name, async () => {
      const { ports, settle } = await open();
      const kept = settle(work(ports));
      await (isIgnored ? expect(kept).rejects.toMatchObject({ name: 'AssertionError' }) : kept);
    });
  };

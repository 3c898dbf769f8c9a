import { ServiceError } from '../send.ts';

/** Whoever asks for locks: a transaction, or a single write. Those that began earlier go first. */
export interface Holder {
  order: number;
  /** Milliseconds since the epoch: when it was heard of last. */
  seen: number;
  /** Its locks were taken from it: it can only fail. */
  isAborted: boolean;
}

export type LockMode = 'shared' | 'exclusive';

interface Time {
  time(): number;
  after(ms: number, work: () => void): () => void;
}

/** A transaction that is not heard of for a minute has expired (Transactions and batched writes: 60 seconds of idle time). */
const IDLE_MS = 60_000;

/** So long a request waits for a lock. */
const WAIT_MS = 20_000;

const ABORTED = 10;

export interface Locks {
  /** Resolves once the lock is had. Rejects with ABORTED where that takes too long, or where the holder lost what it had. */
  acquire(holder: Holder, path: string, mode: LockMode): Promise<void>;
  /** Gives back all that it holds. */
  release(holder: Holder): void;
}

interface Lock {
  shared: Set<Holder>;
  exclusive: Holder | undefined;
  waiting: Set<() => void>;
}

/**
 * Locks on documents. Whoever began earlier takes a lock from those that began later (wound-wait, as Spanner does), so that
 * no two wait for each other for ever; whoever began later waits. A holder that died loses its locks when it has expired.
 */
export function memoryLocks(clock: Time): Locks {
  const locks = new Map<string, Lock>();
  const held = new Map<Holder, Set<string>>();

  const lockOn = (path: string): Lock => {
    const lock = locks.get(path) ?? { shared: new Set(), exclusive: undefined, waiting: new Set() };
    locks.set(path, lock);
    return lock;
  };

  function take(holder: Holder, path: string, mode: LockMode): void {
    const lock = lockOn(path);
    if (mode === 'shared') lock.shared.add(holder);
    else lock.exclusive = holder;
    held.set(holder, (held.get(holder) ?? new Set()).add(path));
  }

  function release(holder: Holder): void {
    const paths = held.get(holder) ?? [];
    held.delete(holder);
    for (const path of paths) {
      const lock = lockOn(path);
      lock.shared.delete(holder);
      if (lock.exclusive === holder) lock.exclusive = undefined;
      for (const wake of lock.waiting) wake();
      if (lock.shared.size === 0 && lock.exclusive === undefined && lock.waiting.size === 0) locks.delete(path);
    }
  }

  /** The holders in the way, those that began later or have expired being put out of it. */
  function inTheWay(holder: Holder, path: string, mode: LockMode): Holder[] {
    const { shared, exclusive } = lockOn(path);
    const others = [...(exclusive ? [exclusive] : []), ...(mode === 'exclusive' ? shared : [])];
    return [...new Set(others)].filter((other) => {
      if (other === holder) return false;
      if (other.order < holder.order && clock.time() - other.seen < IDLE_MS) return true;
      other.isAborted = true;
      release(other);
      return false;
    });
  }

  async function acquire(holder: Holder, path: string, mode: LockMode): Promise<void> {
    const deadline = clock.time() + WAIT_MS;
    for (;;) {
      if (holder.isAborted) throw aborted(path);
      const others = inTheWay(holder, path, mode);
      if (others.length === 0) return take(holder, path, mode);
      if (clock.time() >= deadline) throw aborted(path);
      const expiry = Math.min(...others.map(({ seen }) => seen + IDLE_MS));
      await released(lockOn(path), Math.min(deadline, expiry) - clock.time());
    }
  }

  /** Until somebody gives a lock back, or so long. */
  const released = ({ waiting }: Lock, ms: number): Promise<void> =>
    new Promise((resolve) => {
      const stop = clock.after(ms, () => wake());
      const wake = (): void => {
        waiting.delete(wake);
        stop();
        resolve();
      };
      waiting.add(wake);
    });

  return { acquire, release };
}

const aborted = (path: string): ServiceError =>
  new ServiceError(ABORTED, `10 ABORTED: Too much contention on these documents. Please try again. (${path})`);

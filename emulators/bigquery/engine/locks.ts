/** Runs work while nobody else works under one of these keys. */
export interface Locks {
  hold<T>(keys: readonly string[], work: () => Promise<T>): Promise<T>;
}

/** One writer a table: DuckDB would let the second of two transactions fail instead of wait. */
export function createLocks(): Locks {
  const tails = new Map<string, Promise<unknown>>();

  async function holdOne<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = tails.get(key) ?? Promise.resolve();
    const mine = before.then(work);
    const tail = mine.catch(() => undefined);
    tails.set(key, tail);
    try {
      return await mine;
    } finally {
      if (tails.get(key) === tail) tails.delete(key);
    }
  }

  return {
    hold(keys, work) {
      // In one order for everybody, so that two who need the same tables never wait for each other.
      const ordered = [...new Set(keys)].sort();
      return ordered.reduceRight<() => Promise<Awaited<ReturnType<typeof work>>>>(
        (inner, key) => () => holdOne(key, inner),
        work as () => Promise<Awaited<ReturnType<typeof work>>>,
      )();
    },
  };
}

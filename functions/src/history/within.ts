interface Options<T> {
  clock: { every(ms: number, work: () => void): () => void };
  work: Promise<T>;
  /** Answered where the work takes longer; it goes on, and nobody waits for it. */
  late: T;
}

/** What the work answers within so many milliseconds, or else `late`. */
export function within<T>(ms: number, { clock, work, late }: Options<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = clock.every(ms, () => {
      stop();
      resolve(late);
    });
    work.then(resolve, reject).finally(stop);
  });
}

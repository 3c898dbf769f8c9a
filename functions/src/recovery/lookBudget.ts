/**
 * One look unpacks no more than this of all files of a load together. An invocation has minutes, and other work: one that is killed
 * while it looks would begin the same look again each time, and never come to give up.
 */
const MAX_BYTES = 2 * 2 ** 30;

/** The unpacked bytes that one look at the files of a load may read. */
export interface LookBudget {
  /** Counts bytes that were read; false where there are no more to be looked at. */
  take(bytes: number): boolean;
  /** Whether some of the files was not looked at, or not to its end. */
  isSpent(): boolean;
}

export function lookBudget(): LookBudget {
  let left = MAX_BYTES;
  const isSpent = (): boolean => left < 0;
  return {
    take(bytes) {
      left -= bytes;
      return !isSpent();
    },
    isSpent,
  };
}

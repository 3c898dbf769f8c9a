/** A fault to be planted: a text of a source file, and what stands there instead. */
export interface Mutant {
  /** Below functions/src. */
  file: string;
  find: string;
  replace: string;
}

/** Faults that the simulation has to find. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  /** Whoever comes takes the process, whoever works on it. */
  skipClaimCheck: {
    file: 'journal/firestoreJournal.ts',
    find: "if (isHeld(snapshot, now) && snapshot.get('claim.by') !== claim.by) return 'claimed';",
    replace: '',
  },
};

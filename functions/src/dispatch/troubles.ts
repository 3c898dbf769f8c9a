import { failureOf } from '../failure/failureOf.ts';

/** The log line names this many; the others are counted. */
const MAX_TOLD = 10;

/** What went wrong with single tasks, windows, processes or projects, while the others were handled. */
export interface Troubles {
  /** Does the work; where that rejects, the trouble is kept, under what it was about. Answers whether it went well. */
  contain(what: string, work: () => Promise<unknown>): Promise<boolean>;
  told(): string[];
}

export function createTroubles(): Troubles {
  const all: string[] = [];
  let count = 0;
  return {
    async contain(what, work) {
      try {
        await work();
        return true;
      } catch (error) {
        count++;
        if (all.length < MAX_TOLD) all.push(failureOf(error, what).message);
        return false;
      }
    },
    told: () => (count > all.length ? [...all, `and ${count - all.length} more like these`] : all),
  };
}

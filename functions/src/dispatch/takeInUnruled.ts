import pMap from 'p-map';
import { defined } from '../common/defined.ts';
import type { Deps } from '../deps/deps.ts';
import { matchRule } from '../rule/matchRule.ts';
import type { Troubles } from './troubles.ts';

interface Run {
  /** When to stop; the next run goes on. A page is looked at, at least. */
  end: Date;
  troubles: Troubles;
}

const CONCURRENCY = 16;

/**
 * Takes in the files that came while rules with errors, or several enabled ones, were in the way, once that is mended, however
 * long it took. A run looks at a page of them, and at the next as long as pages hold files to ask for: files that wait for other
 * rules keep none from being reached. After a round that asked for files, the next begins once those had the time to be taken in.
 * Answers how many were asked for.
 */
export async function takeInUnruled({ end, troubles }: Run, deps: Deps): Promise<number> {
  const { journal, arrivals, clock, settings } = deps;
  let { after, asked } = await journal.unruledRound();
  const restedMs = asked === undefined ? Number.POSITIVE_INFINITY : clock.now().getTime() - asked.getTime();
  if (after === undefined && restedMs < settings.staleTaskSec * 1000) return 0;
  let count = 0;
  for (;;) {
    const { files, next } = await journal.unruled(after);
    // Rules are not asked for where no file waits for them: to look for changed ones costs more than all the rest.
    const isMended = files.length > 0 ? await mendedBy(deps) : () => false;
    const mended = files.filter(({ name }) => isMended(name));
    if (mended.length > 0) asked = clock.now();
    // Before any is asked for: where Firestore takes no writes, nobody could take them in, and each run would ask for the same.
    if (mended.length > 0 || next !== after) await journal.writeUnruledRound(defined({ after: next, asked }));
    const taken = await pMap(
      mended,
      (file) => troubles.contain(`${file.name} could not be taken in`, () => arrivals.ask(file)),
      { concurrency: CONCURRENCY },
    );
    count += taken.filter(Boolean).length;
    after = next;
    if (after === undefined || mended.length === 0 || clock.now() >= end) return count;
  }
}

/** Whether rules know by now what is to become of a file: one takes it, or they are without errors and none does. */
async function mendedBy({ rules }: Deps): Promise<(name: string) => boolean> {
  const current = await rules.current();
  const areMended = !current.problems.some(({ severity }) => severity === 'error');
  return (name) => {
    const { outcome } = matchRule(current.rules, `/${name}`);
    return outcome === 'matched' || (areMended && outcome !== 'ambiguous');
  };
}

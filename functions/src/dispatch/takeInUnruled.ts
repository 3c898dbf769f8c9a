import pMap from 'p-map';
import type { Deps } from '../deps/deps.ts';
import { matchRule } from '../rule/matchRule.ts';
import type { Troubles } from './troubles.ts';

const CONCURRENCY = 16;

/**
 * Takes in the files that came while rules with errors, or several enabled ones, were in the way, once that is mended, however
 * long it took. Answers how many were asked for.
 */
export async function takeInUnruled(troubles: Troubles, { rules, journal, arrivals }: Deps): Promise<number> {
  const current = await rules.current();
  const areMended = !current.problems.some(({ severity }) => severity === 'error');
  const mended = (await journal.unruled()).filter(({ name }) => {
    const { outcome } = matchRule(current.rules, `/${name}`);
    return outcome === 'matched' || (areMended && outcome !== 'ambiguous');
  });
  const asked = await pMap(
    mended,
    (file) => troubles.contain(`${file.name} could not be taken in`, () => arrivals.ask(file)),
    { concurrency: CONCURRENCY },
  );
  return asked.filter(Boolean).length;
}

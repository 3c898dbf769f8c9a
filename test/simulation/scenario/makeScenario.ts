import { seededRandom } from '../../support/cloud/random.ts';
import { makeRules } from './makeRules.ts';
import { makeTroubles } from './makeTroubles.ts';
import { makeUploads } from './makeUploads.ts';
import type { Scenario } from './scenario.ts';

/** What happens under a seed. */
export function makeScenario(seed: number): Scenario {
  const random = seededRandom(`scenario ${seed}`);
  const rules = makeRules(random.fork('rules'));
  return {
    seed: String(seed),
    rules,
    uploads: makeUploads(rules, random.fork('uploads')),
    troubles: makeTroubles(random.fork('troubles')),
    dispatchBudgetSec: random.pick([0, 0, 10, 50]),
    concurrency: random.pick([1, 4, 80, 80]),
    duplicates: random.pick([0, 0.05, 0.3]),
    late: random.pick([0, 0, 0.05]),
    maxConcurrentLoad: random.pick([0, 0, 0, 1, 3]),
    maxConcurrentSql: random.pick([0, 0, 0, 1, 3]),
  };
}

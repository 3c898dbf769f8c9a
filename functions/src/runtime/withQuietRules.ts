import { readRules } from '../action/ruleReader.ts';
import type { Deps } from '../deps/deps.ts';
import { createRuleCache } from '../rule/ruleCache.ts';
import { ruleSource } from '../storage/ruleSource.ts';

/**
 * The same for whoever only looks: problems of rules are answered, and not logged. A log line of theirs is written once for each
 * version of a file, and is to stand in the log of the functions that load files.
 */
export const withQuietRules = (deps: Deps): Deps => ({
  ...deps,
  rules: createRuleCache({
    source: ruleSource(deps.objects, deps.settings.configBucket),
    readRules,
    checkEverySec: deps.settings.rulesCheckSec,
    now: () => deps.clock.now().getTime(),
  }),
});

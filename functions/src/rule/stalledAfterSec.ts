import type { LoadedRule } from './readRules.ts';

/** After which a process is called stalled where its rule says nothing, in seconds. */
const DEFAULT_SEC = 5_400;

/** How long the processes of a rule may run before they are called stalled (`StalledThresholdInSec`), in seconds; by where the rule stands. */
export function stalledAfterSec(rules: readonly LoadedRule[]): (url: string) => number {
  const thresholds = new Map(rules.map(({ url, rule }) => [url, rule.StalledThresholdInSec]));
  return (url) => thresholds.get(url) ?? DEFAULT_SEC;
}

import type { ProcessEntry } from '../../journal/register.ts';
import type { Observation } from './observation.ts';

/** After which a process that runs is called stalled, where its rule says nothing, in seconds. */
const DEFAULT_THRESHOLD_SEC = 5400;

/** The processes that run for longer than their rules expect (`StalledThresholdInSec`). */
export function stalledAmong({ at, running, rules }: Observation): ProcessEntry[] {
  const thresholds = new Map(rules.rules.map(({ url, rule }) => [url, rule.StalledThresholdInSec]));
  return running.filter(({ rule, started }) => {
    const thresholdSec = thresholds.get(rule) ?? DEFAULT_THRESHOLD_SEC;
    return at.getTime() - started.getTime() > thresholdSec * 1000;
  });
}

import type { ProcessEntry } from '../../journal/register.ts';
import { begunAt } from '../../model/process.ts';
import { stalledAfterSec } from '../../rule/stalledAfterSec.ts';
import type { Observation } from './observation.ts';

/** The processes that run for longer than their rules expect. */
export function stalledAmong({ at, running, rules }: Observation): ProcessEntry[] {
  const afterSec = stalledAfterSec(rules.rules);
  return running.filter((process) => at.getTime() - begunAt(process).getTime() > afterSec(process.rule) * 1000);
}

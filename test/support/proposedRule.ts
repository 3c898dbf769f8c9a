import type { Sample } from '../../functions/cli/infer/formats/sample.ts';
import { observe } from '../../functions/cli/infer/observe.ts';
import { placementOf } from '../../functions/cli/infer/placement.ts';
import { ruleText } from '../../functions/cli/infer/ruleText.ts';
import { windowOf } from '../../functions/cli/infer/windowOf.ts';

/** The rule that is proposed for files of one kind, as YAML. */
export async function proposedRule(first: Sample, ...others: Sample[]): Promise<string> {
  const kind = await observe([first, ...others]);
  const placement = placementOf([first.name, ...others.map(({ name }) => name)]);
  return ruleText({ kind, placement, window: windowOf([first, ...others]), table: 'shop.orders' });
}

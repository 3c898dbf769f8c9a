import { permanent } from '../failure/failure.ts';
import { gsUrl } from '../model/places.ts';
import { matchRule } from '../rule/matchRule.ts';
import type { Deps } from './deps.ts';

interface Place {
  bucket: string;
  name: string;
}

/**
 * To be called before an object is written to where a user wants it. Rejects with a permanent Failure where it would be a new data
 * file: an enabled rule takes that path of the trigger bucket, so that the same rows would be loaded again and again.
 */
export async function assertNotTakenIn(
  places: readonly Place[],
  what: string,
  { settings, rules }: Pick<Deps, 'settings' | 'rules'>,
): Promise<void> {
  const here = places.filter(({ bucket }) => bucket === settings.triggerBucket);
  if (here.length === 0) return;
  const { rules: current } = await rules.current();
  for (const { bucket, name } of here) {
    const match = matchRule(current, `/${name}`);
    if (match.outcome !== 'matched' && match.outcome !== 'ambiguous') continue;
    const by = match.outcome === 'matched' ? `the rule in ${match.rule.url} takes it` : 'several rules take it';
    throw permanent(
      'reloads',
      `${what}: ${gsUrl(bucket, name)} would be loaded again and again, because it is in the trigger bucket and ${by}; name another bucket or folder`,
    );
  }
}

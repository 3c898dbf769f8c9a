import type { FileEntry } from '../../journal/register.ts';
import { matchRule } from '../../rule/matchRule.ts';
import type { Observation } from './observation.ts';

/**
 * Files that wait for rules to be mended: for one of those that are left out, or for all but one of several to be disabled.
 * One that a rule takes by now is about to be taken in, and not among them.
 */
export function unruledFiles({ notLoaded, rules }: Pick<Observation, 'notLoaded' | 'rules'>): {
  leftOut: FileEntry[];
  ambiguous: FileEntry[];
} {
  const files = notLoaded.filter(({ status }) => status === 'unruled');
  const that = (wanted: string): FileEntry[] =>
    files.filter(({ name }) => matchRule(rules.rules, `/${name}`).outcome === wanted);
  return { leftOut: that('noMatch'), ambiguous: that('ambiguous') };
}

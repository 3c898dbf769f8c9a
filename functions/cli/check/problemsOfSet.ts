import type { RuleProblem } from '../../src/rule/problem.ts';
import type { LoadedRule } from '../../src/rule/readRules.ts';
import { loops } from './loops.ts';
import { overlaps } from './overlaps.ts';

interface RuleSet {
  rules: readonly LoadedRule[];
  /** The problems of single rules. */
  own: readonly RuleProblem[];
  /** Empty where it is not known. */
  triggerBucket: string;
}

/** The problems of rules, with those that only a look at all of them shows. What says more of a field comes instead of what said less. */
export function problemsOfSet({ rules, own, triggerBucket }: RuleSet): RuleProblem[] {
  const found = loops(rules, triggerBucket);
  const isSame = (a: RuleProblem, b: RuleProblem): boolean =>
    a.file === b.file && a.field === b.field && a.line >= b.line;
  const kept = own.filter((problem) => !found.some((loop) => isSame(problem, loop)));
  const placed = found.map((loop) => {
    const { line, column } = own.find((problem) => isSame(problem, loop)) ?? loop;
    return { ...loop, line, column };
  });
  return [...kept, ...placed, ...overlaps(rules)];
}

import type { RuleProblem } from '../../src/rule/problem.ts';
import type { Explanation } from './explanation.ts';

/** What there is to say of a file. */
export type Answer = {
  /** `exists` is undefined where nobody could be asked. */
  file: { url: string; exists: boolean | undefined; created: string };
  /** Where the rules come from. */
  rulesFrom: string;
  /** What else one has to know, a sentence each. */
  notes: readonly string[];
  /** Rule files with an error are left out, and may be the reason. */
  ruleErrors: readonly RuleProblem[];
} & (
  | { outcome: 'matched'; rule: string; explanation: Explanation }
  | { outcome: 'noMatch'; why: string; rules: { rule: string; why: string }[] }
  | { outcome: 'disabled'; rule: string }
  | { outcome: 'ambiguous'; rules: string[] }
);

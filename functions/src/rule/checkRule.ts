import type { ActionDescriptions } from './actionDescription.ts';
import { checkActions } from './checkActions.ts';
import { checkDest } from './checkDest.ts';
import { checkLimits } from './checkLimits.ts';
import { checkSpelling } from './checkSpelling.ts';
import { checkVariables } from './checkVariables.ts';
import { checkWhen } from './checkWhen.ts';
import type { Finding } from './problem.ts';
import type { Rule } from './schema.ts';

/** What the schema cannot say of a rule: how its fields fit together, and what it will ask of BigQuery. */
export function checkRule(rule: Rule, kinds: ActionDescriptions): Finding[] {
  return [
    ...checkWhen(rule),
    ...checkDest(rule),
    ...checkVariables(rule, kinds),
    ...checkSpelling(rule, kinds),
    ...checkActions(rule, kinds),
    ...checkLimits(rule),
  ];
}

import { readRules } from '../../functions/src/action/ruleReader.ts';
import type { LoadedRule } from '../../functions/src/rule/readRules.ts';

/** The one rule of a text; a text with an error fails the test. */
export function ruleOf(text: string): LoadedRule {
  const { rules, problems } = readRules('rules/test.yaml', text);
  const [rule] = rules;
  if (rule === undefined || rules.length > 1)
    throw new Error(`expected one rule: ${JSON.stringify(problems, null, 2)}`);
  return rule;
}

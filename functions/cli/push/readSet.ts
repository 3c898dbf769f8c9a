import { readRules } from '../../src/action/ruleReader.ts';
import { RULES } from '../../src/model/places.ts';
import { isRuleFile } from '../../src/rule/isRuleFile.ts';
import type { RuleSet } from '../../src/rule/ruleCache.ts';

/** The texts of rule files, by name. */
export type RuleTexts = ReadonlyMap<string, string>;

/** The rules that these files put in force, as the functions read them. */
export function readSet(texts: RuleTexts): RuleSet {
  const files = [...texts]
    .filter(([name]) => isRuleFile(name.slice(RULES.length)))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => readRules(name, text));
  return { rules: files.flatMap(({ rules }) => rules), problems: files.flatMap(({ problems }) => problems) };
}

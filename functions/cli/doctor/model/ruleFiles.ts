import { readRules } from '../../../src/action/ruleReader.ts';
import { RULES } from '../../../src/model/places.ts';
import { isRuleFile } from '../../../src/rule/isRuleFile.ts';
import type { LoadedRule, RuleProblem } from '../../../src/rule/readRules.ts';
import { objectsBelow, objectText } from '../../cloud/storageResources.ts';
import type { World } from './world.ts';

interface RulesInForce {
  rules: LoadedRule[];
  problems: RuleProblem[];
  files: number;
}

/** The rules of the config bucket; undefined where there is no such bucket. */
export async function rulesInForce(world: World): Promise<RulesInForce | undefined> {
  const bucket = world.configBucket;
  const objects = await world.read(objectsBelow(bucket, RULES));
  if (objects === undefined) return undefined;
  const names = objects.items.map(({ name }) => name).filter((name) => isRuleFile(name.slice(RULES.length)));
  const texts = await Promise.all(names.map((name) => world.read(objectText(bucket, name))));
  const read = names.map((name, index) => readRules(name, texts[index] ?? ''));
  return {
    rules: read.flatMap(({ rules }) => rules),
    problems: read.flatMap(({ problems }) => problems),
    files: names.length,
  };
}

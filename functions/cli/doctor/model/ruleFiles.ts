import { readRules } from '../../../src/action/ruleReader.ts';
import { gsUrl, MANIFEST, RULES } from '../../../src/model/places.ts';
import { isRuleFile } from '../../../src/rule/isRuleFile.ts';
import { filesInForce, readManifest } from '../../../src/rule/manifest.ts';
import type { LoadedRule, RuleProblem } from '../../../src/rule/readRules.ts';
import { ruleTextName } from '../../../src/storage/ruleSource.ts';
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
  const listed = objects.items.filter(({ name }) => name !== MANIFEST);
  const manifest = listed.length < objects.items.length ? await world.read(objectText(bucket, MANIFEST)) : undefined;
  const says = manifest === undefined ? undefined : readManifest(manifest, gsUrl(bucket, MANIFEST));
  const files = filesInForce(listed, says).filter(({ name }) => isRuleFile(name.slice(RULES.length)));
  const names = files.map(({ name }) => name);
  const texts = await Promise.all(
    files.map(({ name, hash }) => world.read(objectText(bucket, hash === undefined ? name : ruleTextName(hash)))),
  );
  const read = names.map((name, index) => readRules(name, texts[index] ?? ''));
  return {
    rules: read.flatMap(({ rules }) => rules),
    problems: read.flatMap(({ problems }) => problems),
    files: names.length,
  };
}

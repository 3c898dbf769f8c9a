import pMap from 'p-map';
import { sha256 } from '../../src/common/sha256.ts';
import type { Deps } from '../../src/deps/deps.ts';
import { gsUrl, MANIFEST, RULE_STATES, RULES } from '../../src/model/places.ts';
import { isRuleFile } from '../../src/rule/isRuleFile.ts';
import { filesInForce, type Manifest, readManifest } from '../../src/rule/manifest.ts';
import { type ListedRules, listRules, ruleTextName } from '../../src/storage/ruleSource.ts';
import { UsageError } from '../input/usageError.ts';
import type { RuleTexts } from './readSet.ts';

/** The rules in force, as of one moment. */
export interface StateInForce extends ListedRules {
  /** Its number: 0 as long as nothing was pushed. */
  state: number;
  texts: RuleTexts;
}

/** Who pushes what. */
export interface Pushing {
  texts: RuleTexts;
  by: string;
  commit?: string;
  /** The state that is brought back. */
  of?: number;
}

type Store = Pick<Deps, 'objects' | 'settings' | 'clock'>;

const CONCURRENCY = 16;

/** Reads the rules in force as the functions do. */
export async function stateInForce({ objects, settings }: Store): Promise<StateInForce> {
  const bucket = settings.configBucket;
  const found = await listRules(objects, bucket);
  const files = filesInForce(found.listed, found.manifest?.says).filter(({ name }) =>
    isRuleFile(name.slice(RULES.length)),
  );
  const texts = await pMap(
    files,
    async ({ name, hash }) => {
      const text = await objects.read({ bucket, name: hash === undefined ? name : ruleTextName(hash) });
      if (text === undefined) throw new UsageError(`${gsUrl(bucket, name)} was changed while it was read; try again`);
      return [name, text] as const;
    },
    { concurrency: CONCURRENCY },
  );
  return { ...found, state: found.manifest?.says.state ?? 0, texts: new Map(texts) };
}

/** The texts of an earlier state. @throws UsageError where there is no such state. */
export async function earlierState(state: number, { objects, settings }: Store): Promise<RuleTexts> {
  const bucket = settings.configBucket;
  const place = { bucket, name: stateName(state) };
  const text = await objects.read(place);
  if (text === undefined)
    throw new UsageError(`there is no earlier state ${state}: ${await earlierStates(objects, bucket)}`);
  const { files } = readManifest(text, gsUrl(bucket, place.name));
  const texts = Object.entries(files).map(async ([name, hash]) => {
    const found = await objects.read({ bucket, name: ruleTextName(hash) });
    if (found === undefined)
      throw new UsageError(
        `${gsUrl(bucket, ruleTextName(hash))} is gone, which ${name} stood in; roll back to another state`,
      );
    return [name, found] as const;
  });
  return new Map(await Promise.all(texts));
}

/**
 * Puts rules in force as a whole: keeps their texts, and the state before with what was copied over it; the last write, of the
 * manifest, switches. Whoever dies before that has changed nothing. Answers the number of the new state; undefined where
 * somebody else has pushed since `before` was read.
 */
export async function switchTo(pushing: Pushing, before: StateInForce, store: Store): Promise<number | undefined> {
  const { objects, settings, clock } = store;
  const bucket = settings.configBucket;
  const { texts, ...about } = pushing;
  const contents = new Map([...before.texts.values(), ...texts.values()].map((text) => [sha256(text), text]));
  await pMap(
    contents,
    ([hash, content]) => objects.write({ bucket, name: ruleTextName(hash) }, { content, contentType: 'text/plain' }),
    { concurrency: CONCURRENCY },
  );
  const at = clock.now().toISOString();
  const was = before.manifest?.says ?? { state: 0, at, by: 'whoever wrote them', replaces: {} };
  await objects.write({ bucket, name: stateName(was.state) }, jsonOf({ ...was, files: hashesOf(before.texts) }));
  const state = was.state + 1;
  const replaces = Object.fromEntries(before.listed.map(({ name, generation }) => [name, generation]));
  const content = jsonOf({ ...about, state, at, files: hashesOf(texts), replaces });
  const place = { bucket, name: MANIFEST };
  if (await objects.writeOver(place, content, before.manifest?.generation)) return state;
  // A write that was repeated, since its answer was lost, is refused as well.
  return (await objects.read(place)) === content.content ? state : undefined;
}

/** Which earlier states there are, as a sentence says. */
async function earlierStates(objects: Store['objects'], bucket: string): Promise<string> {
  const listed = await objects.list(bucket, RULE_STATES);
  const states = listed.flatMap(({ name }) => STATE.exec(name)?.[1] ?? []).map(Number);
  if (states.length === 0) return 'nothing was replaced by a push yet';
  const kept = states.sort((left, right) => left - right).join(', ');
  return `${gsUrl(bucket, RULE_STATES)} keeps ${kept}`;
}

const STATE = new RegExp(`^${RULE_STATES}(\\d+)\\.json$`);

const stateName = (state: number): string => `${RULE_STATES}${state}.json`;

const hashesOf = (texts: RuleTexts): Manifest['files'] =>
  Object.fromEntries([...texts].map(([name, text]) => [name, sha256(text)]));

const jsonOf = (manifest: Manifest) => ({
  content: JSON.stringify(manifest, null, 2),
  contentType: 'application/json',
});

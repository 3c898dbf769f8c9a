import { defined } from '../common/defined.ts';
import { MANIFEST, RULE_TEXTS, RULES, urlOf } from '../model/places.ts';
import { filesInForce, type ListedFile, type Manifest, readManifest, writtenSince } from '../rule/manifest.ts';
import type { PushedState, RuleSource } from '../rule/ruleCache.ts';
import type { ObjectStore } from './objectStore.ts';

/** What lies below `rules/`, as of one moment. */
export interface ListedRules {
  /** All but the manifest. */
  listed: ListedFile[];
  /** The generation of the manifest, and what it says; missing where nothing was pushed yet. */
  manifest?: { generation: string; says: Manifest };
}

/** So often a manifest is read again that changes while it is read; pushes are minutes apart. */
const TRIES = 5;

/** The text of a pushed rule file, by its hash. */
export const ruleTextName = (hash: string): string => `${RULE_TEXTS}${hash}`;

/** Reads what lies below `rules/`, with the very manifest that the listing shows; one that is known is not read again. */
export async function listRules(
  objects: ObjectStore,
  bucket: string,
  known?: ListedRules['manifest'],
): Promise<ListedRules> {
  const place = { bucket, name: MANIFEST };
  for (let tries = 0; tries < TRIES; tries++) {
    const found = await objects.list(bucket, RULES);
    const listed = found.filter(({ name }) => name !== MANIFEST).map(({ name, generation }) => ({ name, generation }));
    const generation = found.find(({ name }) => name === MANIFEST)?.generation;
    if (generation === undefined) return { listed };
    if (generation === known?.generation) return { listed, manifest: known };
    const text = await objects.read(place);
    // Read after the listing, and still the same now: it is the one that was listed.
    const after = await objects.stat(place);
    if (text !== undefined && after?.generation === generation)
      return { listed, manifest: { generation, says: readManifest(text, urlOf(place)) } };
  }
  throw new Error(
    `${urlOf(place)} changed in each of ${TRIES} readings: stop the program that pushes rules in a loop; the rules from before stay in force`,
  );
}

/** The rules of the config bucket: the state that was pushed last, and what was written below `rules/` since. */
export function ruleSource(objects: ObjectStore, bucket: string): RuleSource {
  let known: ListedRules['manifest'];
  let pushed: PushedState | undefined;
  return {
    async list() {
      const { listed, manifest } = await listRules(objects, bucket, known);
      known = manifest;
      pushed = manifest && pushedState(manifest.says, listed);
      return filesInForce(listed, manifest?.says).map(({ name, version, hash }) =>
        defined({ name, version, object: hash === undefined ? undefined : ruleTextName(hash) }),
      );
    },
    async read(object) {
      const text = await objects.read({ bucket, name: object });
      if (text === undefined && object.startsWith(RULE_TEXTS))
        throw new Error(`${urlOf({ bucket, name: object })} is gone, and a pushed rule is in it; push the rules again`);
      return text;
    },
    pushed: () => pushed,
  };
}

const pushedState = (says: Manifest, listed: readonly ListedFile[]): PushedState => ({
  ...defined({ state: says.state, at: says.at, by: says.by, commit: says.commit }),
  changedSince: writtenSince(listed, says).map(({ name }) => name),
});

import { RULES } from '../model/places.ts';
import type { RuleSource } from '../rule/ruleCache.ts';
import type { ObjectStore } from './objectStore.ts';

/** The config bucket's objects below `rules/`. */
export const ruleSource = (objects: ObjectStore, bucket: string): RuleSource => ({
  async list() {
    const found = await objects.list(bucket, RULES);
    return found.map(({ name, generation }) => ({ name, version: generation }));
  },
  read: (name) => objects.read({ bucket, name }),
});

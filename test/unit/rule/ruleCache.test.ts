import { describe, expect, test } from 'vitest';
import { readRules } from '../../../functions/src/action/ruleReader.ts';
import { createRuleCache } from '../../../functions/src/rule/ruleCache.ts';

const textOf = (prefix: string): string => `When: {Prefix: ${prefix}}\nDest: {Table: d.t}\n`;

/** A bucket, a clock, and what was asked of the bucket. */
function world(files: Record<string, string>) {
  const objects = new Map(Object.entries(files).map(([name, text]) => [name, { text, version: '1' }]));
  const state = { ms: 0, lists: 0, reads: [] as string[], down: false };
  const changes: string[][] = [];
  const cache = createRuleCache({
    readRules,
    checkEverySec: 60,
    now: () => state.ms,
    async onChange(files) {
      changes.push(files.map(({ name }) => name));
    },
    source: {
      async list() {
        state.lists += 1;
        if (state.down) throw new Error('503 storage is down');
        return [...objects].map(([name, { version }]) => ({ name, version }));
      },
      async read(name) {
        state.reads.push(name);
        return objects.get(name)?.text;
      },
    },
  });
  const put = (name: string, text: string): void => {
    objects.set(name, { text, version: `${objects.get(name)?.version ?? ''}1` });
  };
  const prefixes = async (): Promise<unknown[]> => (await cache.current()).rules.map(({ rule }) => rule.When?.Prefix);
  return { cache, objects, state, changes, put, prefixes };
}

describe('rules are read', () => {
  test('once; between checks nothing is asked', async () => {
    const { state, prefixes } = world({ 'rules/a.yaml': textOf('/a'), 'rules/b.json': '[]' });
    expect(await prefixes()).toEqual(['/a']);
    state.ms = 59_999;
    expect(await prefixes()).toEqual(['/a']);
    expect(state).toMatchObject({ lists: 1, reads: ['rules/a.yaml', 'rules/b.json'] });
  });

  test('from files that hold rules only', async () => {
    const { state, cache } = world({
      'rules/a.YAML': textOf('/a'),
      'rules/deep/b.yml': textOf('/b'),
      'rules/README.md': 'x',
      'rules/rule.schema.json': '{}',
      'rules/security/firestore.indexes.json': '{}',
      'rules/alerts/policies/late.json': '{}',
    });
    await cache.current();
    expect(state.reads).toEqual(['rules/a.YAML', 'rules/deep/b.yml']);
  });

  test('in the order of the list, each knowing its file', async () => {
    const { cache } = world({ 'rules/a.yaml': textOf('/a'), 'rules/b.yaml': textOf('/b') });
    expect((await cache.current()).rules.map(({ url }) => url)).toEqual(['rules/a.yaml', 'rules/b.yaml']);
  });

  test('without the files that are bad; those are reported', async () => {
    const { cache } = world({ 'rules/a.yaml': textOf('/a'), 'rules/bad.yaml': 'Dest: {}' });
    const { rules, problems } = await cache.current();
    expect(rules.map(({ url }) => url)).toEqual(['rules/a.yaml']);
    expect(problems).toContainEqual(expect.objectContaining({ severity: 'error', file: 'rules/bad.yaml' }));
  });
});

describe('a check, every checkEverySec', () => {
  test('with no change is one list call, and gives the very same set', async () => {
    const { cache, state, changes } = world({ 'rules/a.yaml': textOf('/a') });
    const first = await cache.current();
    state.ms = 60_000;
    expect(await cache.current()).toBe(first);
    expect(state).toMatchObject({ lists: 2, reads: ['rules/a.yaml'] });
    expect(changes).toEqual([['rules/a.yaml']]);
  });

  test('reads what changed and what is new, and forgets what is gone', async () => {
    const { state, put, objects, prefixes, changes } = world({
      'rules/a.yaml': textOf('/a'),
      'rules/b.yaml': textOf('/b'),
      'rules/c.yaml': textOf('/c'),
    });
    await prefixes();
    put('rules/b.yaml', textOf('/b2'));
    put('rules/d.yaml', textOf('/d'));
    objects.delete('rules/c.yaml');
    state.reads.length = 0;
    expect(await prefixes()).toEqual(['/a', '/b', '/c']);
    state.ms = 60_000;
    expect(await prefixes()).toEqual(['/a', '/b2', '/d']);
    expect(state.reads).toEqual(['rules/b.yaml', 'rules/d.yaml']);
    expect(changes.slice(1)).toEqual([['rules/b.yaml', 'rules/d.yaml']]);
  });

  test('notices that the only change is a file that is gone', async () => {
    const { state, objects, prefixes } = world({ 'rules/a.yaml': textOf('/a'), 'rules/b.yaml': textOf('/b') });
    await prefixes();
    objects.delete('rules/a.yaml');
    state.ms = 60_000;
    expect(await prefixes()).toEqual(['/b']);
  });

  test('is shared by callers at the same time', async () => {
    const { cache, state } = world({ 'rules/a.yaml': textOf('/a') });
    const sets = await Promise.all(Array.from({ length: 80 }, () => cache.current()));
    expect(new Set(sets).size).toBe(1);
    expect(state).toMatchObject({ lists: 1, reads: ['rules/a.yaml'] });
  });

  test('by the listing after, where an object went between list and read: it may have been renamed', async () => {
    const { cache, state, objects, put } = world({ 'rules/a.yaml': textOf('/a'), 'rules/b.yaml': textOf('/b') });
    const checked = cache.current();
    objects.delete('rules/b.yaml');
    put('rules/renamed.yaml', textOf('/b'));
    expect((await checked).rules.map(({ rule }) => rule.When?.Prefix)).toEqual(['/a', '/b']);
    expect(state.lists).toBe(2);
  });

  test('as they were before, where objects go on going', async () => {
    const { cache, state, objects, prefixes } = world({ 'rules/a.yaml': textOf('/a') });
    expect(await prefixes()).toEqual(['/a']);
    state.ms = 60_000;
    objects.set('rules/b.yaml', { text: undefined as unknown as string, version: '1' });
    const { rules, problems } = await cache.current();
    expect(rules).toHaveLength(1);
    expect(problems.at(-1)?.message).toContain('went while they were read');
  });

  test('reads hundreds of files', async () => {
    const files = Array.from({ length: 300 }, (_, i) => [`rules/${i}.yaml`, textOf(`/${i}/`)] as const);
    const { cache } = world(Object.fromEntries(files));
    expect((await cache.current()).rules).toHaveLength(300);
  });
});

describe('when storage is down', () => {
  test('the first load rejects, and the next call tries again', async () => {
    const { cache, state, prefixes } = world({ 'rules/a.yaml': textOf('/a') });
    state.down = true;
    await expect(cache.current()).rejects.toThrow('storage is down');
    state.down = false;
    expect(await prefixes()).toEqual(['/a']);
  });

  test('the rules known before stay in use, with a problem that says so, and the next check is a full period away', async () => {
    const { cache, state, changes } = world({ 'rules/a.yaml': textOf('/a') });
    const before = await cache.current();
    state.ms = 60_000;
    state.down = true;
    const stale = await cache.current();
    expect(stale.rules).toBe(before.rules);
    expect(stale.problems).toContainEqual(
      expect.objectContaining({ severity: 'error', message: expect.stringContaining('503 storage is down') }),
    );
    await cache.current();
    expect(state.lists).toBe(2);
    state.ms = 120_000;
    state.down = false;
    expect(await cache.current()).toBe(before);
    expect(changes).toEqual([['rules/a.yaml']]);
  });
});

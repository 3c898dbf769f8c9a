import { describe, expect, it } from 'vitest';
import { MANIFEST } from '../../../functions/src/model/places.ts';
import type { Manifest } from '../../../functions/src/rule/manifest.ts';
import { ruleSource, ruleTextName } from '../../../functions/src/storage/ruleSource.ts';
import { memoryObjects } from '../recovery/memoryObjects.ts';

const BUCKET = 'config';
const HASH = { a: 'a'.repeat(64), b: 'b'.repeat(64) };

function world() {
  const objects = memoryObjects();
  const put = (name: string, text: string): string => objects.put({ bucket: BUCKET, name }, text);
  const push = (fields: Partial<Manifest>): void => {
    const manifest: Manifest = {
      ...{ state: 1, at: '2026-03-02T12:00:00Z', by: 'ann@example.com', files: {}, replaces: {} },
      ...fields,
    };
    put(MANIFEST, JSON.stringify(manifest));
  };
  const source = ruleSource(objects, BUCKET);
  /** The texts in force, by name. */
  const inForce = async (): Promise<Record<string, string | undefined>> => {
    const texts: Record<string, string | undefined> = {};
    for (const { name, object = name } of await source.list()) texts[name] = await source.read(object);
    return texts;
  };
  return { objects, put, push, source, inForce };
}

describe('the rule files in force', () => {
  it('are all below rules/ as long as nothing was pushed', async () => {
    const { put, inForce, source } = world();
    put('rules/a.yaml', 'by hand');
    expect(await inForce()).toEqual({ 'rules/a.yaml': 'by hand' });
    expect(source.pushed?.()).toBeUndefined();
  });

  it('are those of the manifest, and not what it replaces', async () => {
    const { put, push, inForce } = world();
    const old = put('rules/a.yaml', 'by hand');
    const gone = put('rules/gone.yaml', 'by hand');
    put(ruleTextName(HASH.a), 'pushed');
    push({ files: { 'rules/a.yaml': HASH.a }, replaces: { 'rules/a.yaml': old, 'rules/gone.yaml': gone } });
    expect(await inForce()).toEqual({ 'rules/a.yaml': 'pushed' });
  });

  it('are those that were written since the push, each over the one of its name', async () => {
    const { put, push, inForce, source } = world();
    const old = put('rules/a.yaml', 'by hand');
    put(ruleTextName(HASH.a), 'pushed');
    put(ruleTextName(HASH.b), 'pushed, too');
    push({ files: { 'rules/a.yaml': HASH.a, 'rules/b.yaml': HASH.b }, replaces: { 'rules/a.yaml': old } });
    put('rules/a.yaml', 'mended by hand');
    put('rules/c.yaml', 'new');
    expect(await inForce()).toEqual({
      ...{ 'rules/a.yaml': 'mended by hand', 'rules/b.yaml': 'pushed, too', 'rules/c.yaml': 'new' },
    });
    expect(source.pushed?.()).toMatchObject({
      ...{ state: 1, by: 'ann@example.com', changedSince: ['rules/a.yaml', 'rules/c.yaml'] },
    });
  });

  it('keep their versions over a push that changes others', async () => {
    const { put, push, source } = world();
    put(ruleTextName(HASH.a), 'pushed');
    push({ files: { 'rules/a.yaml': HASH.a } });
    const before = await source.list();
    push({ state: 2, files: { 'rules/a.yaml': HASH.a, 'rules/b.yaml': HASH.b } });
    expect((await source.list())[0]).toEqual(before[0]);
  });

  it('are of one state, whatever is pushed while they are read', async () => {
    const { objects, put, push } = world();
    const old = put('rules/a.yaml', 'first');
    push({ files: { 'rules/x.yaml': HASH.a }, replaces: { 'rules/a.yaml': old } });
    let isPushed = false;
    const racing = {
      ...objects,
      async list(bucket: string, prefix: string) {
        const found = await objects.list(bucket, prefix);
        if (!isPushed) {
          isPushed = true;
          const newer = put('rules/a.yaml', 'second');
          push({ state: 2, files: { 'rules/y.yaml': HASH.b }, replaces: { 'rules/a.yaml': newer } });
        }
        return found;
      },
    };
    expect((await ruleSource(racing, BUCKET).list()).map(({ name }) => name)).toEqual(['rules/y.yaml']);
  });

  it('are not known where a pushed text is gone, or the manifest is none: nobody takes that for fewer rules', async () => {
    const { put, push, inForce, source } = world();
    push({ files: { 'rules/a.yaml': HASH.a } });
    await expect(inForce()).rejects.toThrow(/states\/texts\/a+ is gone, and a pushed rule is in it; push the rules/);
    put(MANIFEST, '{}');
    await expect(source.list()).rejects.toThrow(/gs:\/\/config\/rules\/_manifest\.json is no manifest/);
  });
});

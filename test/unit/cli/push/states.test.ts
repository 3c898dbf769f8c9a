import { describe, expect, it } from 'vitest';
import { earlierState, type StateInForce, stateInForce, switchTo } from '../../../../functions/cli/push/states.ts';
import { MANIFEST } from '../../../../functions/src/model/places.ts';
import { type MemoryCloud, memoryCloud, OPS } from '../../../support/cloud/memoryCloud.ts';
import { ServiceError } from '../../../support/cloud/send.ts';

const ruleOf = (folder: string, table = folder): string =>
  `When: { Prefix: /${folder}/ }\nDest: { Table: shop.${table} }\n`;
const BY = { by: 'ann@example.com' };
const textsOf = (files: Readonly<Record<string, string>>) => new Map(Object.entries(files));

/** The tables that rules load into, as an instance of the functions that has just begun has them. */
async function tables(cloud: MemoryCloud): Promise<string[]> {
  const { rules } = await cloud.deps().rules.current();
  return rules.map(({ rule }) => rule.Dest.Table);
}

/** A deployment with a state that was pushed. */
async function pushedWorld() {
  const cloud = memoryCloud({ rules: ruleOf('hand') });
  const deps = cloud.deps();
  const push = async (files: Readonly<Record<string, string>>, before?: StateInForce) =>
    switchTo({ texts: textsOf(files), ...BY }, before ?? (await stateInForce(deps)), deps);
  await push({ 'rules/a.yaml': ruleOf('a'), 'rules/b.yaml': ruleOf('b') });
  return { cloud, deps, push };
}

describe('rules that are pushed', () => {
  it('are in force as a whole, instead of those that lay there', async () => {
    const { cloud, deps } = await pushedWorld();
    expect(await tables(cloud)).toEqual(['shop.a', 'shop.b']);
    expect(await stateInForce(deps)).toMatchObject({ state: 1, manifest: { says: { by: 'ann@example.com' } } });
    expect((await deps.rules.current()).pushed).toMatchObject({ state: 1, changedSince: [] });
  });

  it('give way to a file that is copied to its place, until the next push', async () => {
    const { cloud, push } = await pushedWorld();
    cloud.putRules(ruleOf('a', 'mended'), 'rules/a.yaml');
    expect(await tables(cloud)).toEqual(['shop.mended', 'shop.b']);
    await push({ 'rules/a.yaml': ruleOf('a', 'third') });
    expect(await tables(cloud)).toEqual(['shop.third']);
  });

  it('of two who push at once one is refused, and changes nothing', async () => {
    const { cloud, deps, push } = await pushedWorld();
    const before = await stateInForce(deps);
    const states = [
      await push({ 'rules/a.yaml': ruleOf('a', 'first') }, before),
      await push({ 'rules/a.yaml': ruleOf('a', 'second') }, before),
    ];
    expect(states).toEqual([2, undefined]);
    expect(await tables(cloud)).toEqual(['shop.first']);
  });

  it('are those before, or those after, wherever whoever pushes dies; pushed again, they are those after', async () => {
    for (let call = 0; ; call++) {
      const { cloud, push } = await pushedWorld();
      let calls = 0;
      const dying = cloud.deps({
        send: async (_, effect) => {
          if (calls++ === call) throw new ServiceError(400, 'dead');
          return effect();
        },
      });
      const files = { 'rules/a.yaml': ruleOf('a', 'new'), 'rules/c.yaml': ruleOf('c') };
      const pushing = async () => switchTo({ texts: textsOf(files), ...BY }, await stateInForce(dying), dying);
      const isWhole = await pushing().then(
        () => true,
        () => false,
      );
      expect(await tables(cloud)).toEqual(isWhole ? ['shop.new', 'shop.c'] : ['shop.a', 'shop.b']);
      await push(files);
      expect(await tables(cloud)).toEqual(['shop.new', 'shop.c']);
      if (calls <= call) return expect(call).toBeGreaterThan(5);
    }
  });

  it('count as pushed where only the answer of the last write was lost', async () => {
    const { cloud } = await pushedWorld();
    const deps = cloud.deps();
    const before = await stateInForce(deps);
    const { writeOver } = deps.objects;
    const objects: typeof deps.objects = {
      ...deps.objects,
      async writeOver(...given) {
        await writeOver(...given);
        return writeOver(...given);
      },
    };
    const texts = textsOf({ 'rules/a.yaml': ruleOf('a', 'new') });
    expect(await switchTo({ texts, ...BY }, before, { ...deps, objects })).toBe(2);
  });
});

describe('a rollback', () => {
  it('brings back any state that was in force, also the one before the first push, and what was copied over one', async () => {
    const { cloud, deps, push } = await pushedWorld();
    cloud.putRules(ruleOf('a', 'mended'), 'rules/a.yaml');
    await push({ 'rules/c.yaml': ruleOf('c') });
    const bringBack = async (of: number) =>
      switchTo({ texts: await earlierState(of, deps), ...BY, of }, await stateInForce(deps), deps);
    expect(await bringBack(1)).toBe(3);
    expect(await tables(cloud)).toEqual(['shop.mended', 'shop.b']);
    expect(await bringBack(0)).toBe(4);
    expect(await tables(cloud)).toEqual(['shop.hand']);
    expect(await bringBack(2)).toBe(5);
    expect(await tables(cloud)).toEqual(['shop.c']);
    const manifest: unknown = JSON.parse((await deps.objects.read({ bucket: OPS, name: MANIFEST })) ?? '');
    expect(manifest).toMatchObject({ state: 5, of: 2, by: 'ann@example.com' });
  });

  it('to a state that there never was is refused, and says which there are', async () => {
    const { deps, push } = await pushedWorld();
    await push({ 'rules/c.yaml': ruleOf('c') });
    await expect(earlierState(7, deps)).rejects.toThrow('there is no earlier state 7: gs://ops/states/ keeps 0, 1');
    const nothingPushed = memoryCloud({ rules: ruleOf('hand') }).deps();
    await expect(earlierState(7, nothingPushed)).rejects.toThrow(
      'there is no earlier state 7: nothing was replaced by a push yet',
    );
  });
});

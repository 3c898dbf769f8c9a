import { describe, expect, it } from 'vitest';
import { type FileToQuarantine, quarantine } from '../../../functions/src/recovery/quarantine.ts';
import { type MemoryObjects, memoryObjects } from './memoryObjects.ts';

const SOURCE = { bucket: 'trigger', name: 'data/orders/1.json' };
const KEPT = { bucket: 'ops', name: 'corrupted/data/orders/1.json' };

function convict(generation: string, changes: Partial<FileToQuarantine> = {}): FileToQuarantine {
  return {
    ...SOURCE,
    url: 'gs://trigger/data/orders/1.json',
    generation,
    placeUrl: 'gs://ops/corrupted/',
    reason: 'Closing quote expected in string',
    processId: '42',
    rule: 'rules/orders.yaml',
    ...changes,
  };
}

/** The store as it is when the process dies just before it removes something. */
const dyingBeforeRemoval = (objects: MemoryObjects): MemoryObjects => ({
  ...objects,
  remove: () => Promise.reject(new Error('killed')),
});

describe('a bad file', () => {
  it('is moved, its path kept, with the reason, the process and the rule in its metadata', async () => {
    const objects = memoryObjects();
    const generation = objects.put(SOURCE, '{"id"');
    expect(await quarantine(convict(generation), objects)).toMatchObject({ outcome: 'moved', to: KEPT });
    expect(objects.urls()).toEqual(['gs://ops/corrupted/data/orders/1.json']);
    expect(await objects.read(KEPT)).toBe('{"id"');
    expect((await objects.stat(KEPT))?.metadata).toEqual({
      reason: 'Closing quote expected in string',
      eventId: '42',
      rule: 'rules/orders.yaml',
      source: 'gs://trigger/data/orders/1.json',
      sourceGeneration: generation,
    });
  });

  it.each([
    ['gs://ops/a/b', 'a/b/data/orders/1.json'],
    ['gs://ops/a/b/', 'a/b/data/orders/1.json'],
    ['gs://kept', 'data/orders/1.json'],
    ['gs://kept/', 'data/orders/1.json'],
  ])('goes below %s', async (placeUrl, name) => {
    const objects = memoryObjects();
    const generation = objects.put(SOURCE, 'x');
    const custody = await quarantine(convict(generation, { placeUrl }), objects);
    expect(custody).toMatchObject({ outcome: 'moved', to: { name } });
  });

  it('is moved once where the first attempt was cut short', async () => {
    const objects = memoryObjects();
    const generation = objects.put(SOURCE, 'x');
    await expect(quarantine(convict(generation), dyingBeforeRemoval(objects))).rejects.toThrow('killed');
    expect(await quarantine(convict(generation), objects)).toMatchObject({ outcome: 'moved' });
    expect(await quarantine(convict(generation), objects)).toMatchObject({ outcome: 'moved' });
    expect(objects.urls()).toEqual(['gs://ops/corrupted/data/orders/1.json']);
  });

  it('stays beside one of the same name that was bad before', async () => {
    const objects = memoryObjects();
    await quarantine(convict(objects.put(SOURCE, 'first')), objects);
    const generation = objects.put(SOURCE, 'second');
    const beside = { bucket: 'ops', name: `corrupted/data/orders/1.json~${generation}` };
    await expect(quarantine(convict(generation), dyingBeforeRemoval(objects))).rejects.toThrow('killed');
    expect(await quarantine(convict(generation), objects)).toMatchObject({ outcome: 'moved', to: beside });
    expect(await quarantine(convict(generation), objects)).toMatchObject({ outcome: 'moved', to: beside });
    expect([await objects.read(KEPT), await objects.read(beside)]).toEqual(['first', 'second']);
    expect(objects.urls()).toHaveLength(2);
  });

  it('that was overwritten stays where it is: the newer version is another process’s', async () => {
    const objects = memoryObjects();
    const generation = objects.put(SOURCE, 'old');
    objects.put(SOURCE, 'new');
    expect(await quarantine(convict(generation), objects)).toEqual({ outcome: 'overwritten' });
    expect(objects.urls()).toEqual(['gs://trigger/data/orders/1.json']);
  });

  it('that is gone is missing, also where another one of its name was moved before', async () => {
    const objects = memoryObjects();
    expect(await quarantine(convict('1'), objects)).toEqual({ outcome: 'missing' });
    await quarantine(convict(objects.put(SOURCE, 'other')), objects);
    expect(await quarantine(convict('1'), objects)).toEqual({ outcome: 'missing' });
  });

  it('has a reason that fits into metadata', async () => {
    const objects = memoryObjects();
    const reason = `Could not convert value\n\u0000${'x'.repeat(20_000)}`;
    await quarantine(convict(objects.put(SOURCE, 'x'), { reason }), objects);
    const noted = (await objects.stat(KEPT))?.metadata['reason'] ?? '';
    expect(noted).toMatch(/^Could not convert value x+…$/);
    expect(noted.length).toBeLessThanOrEqual(1001);
  });
});

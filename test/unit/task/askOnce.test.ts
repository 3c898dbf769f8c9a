import { expect, it } from 'vitest';
import { askOnce } from '../../../functions/src/task/askOnce.ts';
import { memoryCloud, OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';
import { type Send, ServiceError } from '../../support/cloud/send.ts';

const TASK = { bucket: OPS, name: 'tasks/a.json' };
const DUE = { bucket: TRIGGER, name: '_bqtail_/a.json' };
const MINUTE_MS = 60_000;

const noDeletions: Send = async ({ method }, effect) => {
  if (method === 'objects.delete') throw new ServiceError(400, 'deletions are refused');
  return effect();
};

/** A task file, which has just been written. */
function world() {
  const cloud = memoryCloud();
  const events: string[] = [];
  cloud.storage.watch(({ kind, object: { bucket, name } }) => {
    if (bucket === TRIGGER) events.push(`${kind} ${name}`);
  });
  const pass = (): Promise<void> => cloud.clock.passUntil(cloud.clock.time() + MINUTE_MS);
  async function write(content: string): Promise<string> {
    const { generation } = cloud.storage.write(TASK, { content, metadata: { sql: 'true' } });
    await pass();
    return generation;
  }
  return {
    events,
    write,
    pass,
    objects: cloud.deps().objects,
    ask: (generation: string, send?: Send) =>
      cloud.clock.settle(askOnce({ from: { ...TASK, generation }, to: DUE }, cloud.deps(send && { send }).objects)),
  };
}

it('a task file is moved to where it triggers its follow-up, with its metadata', async () => {
  const { write, ask, objects, events } = world();
  await ask(await write('first'));
  expect(await objects.stat(TASK)).toBeUndefined();
  expect(await objects.read(DUE)).toBe('first');
  expect((await objects.stat(DUE))?.metadata).toEqual({ sql: 'true' });
  expect(events).toEqual([`finalized ${DUE.name}`]);
});

it('a task file that cannot be deleted is asked for once, and deleted once it can be', async () => {
  const { write, ask, pass, objects, events } = world();
  const generation = await write('first');
  for (let run = 0; run < 3; run++) {
    await expect(ask(generation, noDeletions)).rejects.toThrow('deletions are refused');
    await pass();
  }
  expect(events).toEqual([`finalized ${DUE.name}`]);
  await ask(generation);
  expect(await objects.stat(TASK)).toBeUndefined();
  expect(events).toEqual([`finalized ${DUE.name}`]);
});

it('a task file that was written again while its first version is still asked for is asked for by itself', async () => {
  const { write, ask, objects, events } = world();
  await expect(ask(await write('first'), noDeletions)).rejects.toThrow();
  await ask(await write('second'));
  expect(await objects.read(DUE)).toBe('second');
  expect(await objects.stat(TASK)).toBeUndefined();
  expect(events.filter((event) => event.startsWith('finalized'))).toHaveLength(2);
});

it('a version that is not live any more is not asked for, and the live one stays', async () => {
  const { write, ask, objects, events } = world();
  const first = await write('first');
  await write('second');
  await ask(first);
  expect(events).toEqual([]);
  expect(await objects.read(TASK)).toBe('second');
});

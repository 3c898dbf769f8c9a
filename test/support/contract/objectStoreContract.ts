import { Readable } from 'node:stream';
import { describe, expect } from 'vitest';
import type { ObjectStore } from '../../../functions/src/storage/objectStore.ts';
import { clauseFor, type Implementation } from './contract.ts';

export interface ObjectStorePorts {
  objects: ObjectStore;
  /** A bucket with nothing in it. */
  bucket: string;
}

/** More than Cloud Storage lists in one answer. */
const MANY = 1_003;
const PARALLEL = 20;

const TEXT = { content: 'first', contentType: 'text/plain' };

export function objectStoreContract(implementation: Implementation<ObjectStorePorts>): void {
  const clause = clauseFor(implementation);

  describe('an object store', () => {
    clause('answers undefined, or nothing, for an object that does not exist', async ({ objects, bucket }) => {
      const place = { bucket, name: 'none' };
      expect(await objects.stat(place)).toBeUndefined();
      expect(await objects.read(place)).toBeUndefined();
      expect(await Readable.from(objects.stream(place)).toArray()).toEqual([]);
      expect(await objects.list(bucket, '')).toEqual([]);
      expect(await objects.page(bucket)).toEqual({ objects: [] });
    });

    clause('keeps content and metadata under any name', async ({ objects, bucket }) => {
      for (const name of ['a.json', 'ü #?%2F/x y', "deep/er/it's [1].txt"]) {
        const place = { bucket, name };
        await objects.write(place, { ...TEXT, metadata: { task: 'one two' } });
        const found = await objects.stat(place);
        expect(found).toEqual({
          ...{ ...place, size: 5, metadata: { task: 'one two' } },
          ...{ generation: expect.stringMatching(/^\d+$/), created: expect.any(Date) },
        });
        expect(await objects.read(place)).toBe('first');
        expect(Buffer.concat(await Readable.from(objects.stream(place)).toArray()).toString()).toBe('first');
      }
    });

    clause('keeps 8 KiB of metadata, and lists them', async ({ objects, bucket }) => {
      const metadata = { tasks: 'x'.repeat(8 * 1024 - 5) };
      await objects.write({ bucket, name: 'a' }, { ...TEXT, metadata });
      expect((await objects.page(bucket)).objects.map((found) => found.metadata)).toEqual([metadata]);
    });

    clause('keeps the last content that was written', async ({ objects, bucket }) => {
      const place = { bucket, name: 'a' };
      await objects.write(place, { ...TEXT, metadata: { old: 'yes' } });
      await objects.write(place, { content: 'second!', contentType: 'text/plain' });
      expect(await objects.read(place)).toBe('second!');
      expect(await objects.stat(place)).toMatchObject({ size: 7, metadata: {} });
    });

    clause('lists what begins with a prefix by name, with its metadata', async ({ objects, bucket }) => {
      for (const name of ['b/2', 'b/10', 'a/1', 'b/1', 'bb']) {
        await objects.write({ bucket, name }, { ...TEXT, metadata: { name } });
      }
      const found = await objects.list(bucket, 'b/');
      expect(found.map(({ name }) => name)).toEqual(['b/1', 'b/10', 'b/2']);
      expect(found.map(({ metadata }) => metadata)).toEqual([{ name: 'b/1' }, { name: 'b/10' }, { name: 'b/2' }]);
    });

    if (!implementation.isSlow)
      clause('lists all that there are, and answers them page by page, too', async ({ objects, bucket }) => {
        const names = Array.from({ length: MANY }, (_, n) => `many/${String(n).padStart(4, '0')}`);
        const queue = names.values();
        const write = async (): Promise<void> => {
          for (const name of queue) await objects.write({ bucket, name }, TEXT);
        };
        await Promise.all(Array.from({ length: PARALLEL }, write));
        expect((await objects.list(bucket, 'many/')).map(({ name }) => name)).toEqual(names);
        const first = await objects.page(bucket, { prefix: 'many/' });
        expect(first.objects.map(({ name }) => name)).toEqual(names.slice(0, 1000));
        const second = await objects.page(bucket, { prefix: 'many/', ...(first.next ? { token: first.next } : {}) });
        expect(second.objects.map(({ name }) => name)).toEqual(names.slice(1000));
        expect(second.next).toBeUndefined();
      });

    clause(
      'lists from a name on',
      async ({ objects, bucket }) => {
        for (const name of ['a', 'b', 'b/1', 'c']) await objects.write({ bucket, name }, TEXT);
        const listed = async (startOffset: string) => (await objects.page(bucket, { startOffset })).objects;
        expect((await listed('b')).map(({ name }) => name)).toEqual(['b', 'b/1', 'c']);
        expect((await listed('bb')).map(({ name }) => name)).toEqual(['c']);
      },
      'start offset',
    );

    clause('copies content and metadata, and says where there is nothing to copy', async ({ objects, bucket }) => {
      const [from, to] = [
        { bucket, name: 'from' },
        { bucket, name: 'to' },
      ] as const;
      expect(await objects.copy(from, to)).toBe(false);
      await objects.write(from, { ...TEXT, metadata: { task: 'x' } });
      const { generation = '' } = (await objects.stat(from)) ?? {};
      expect(await objects.copy(from, to, generation)).toBe(true);
      expect(await objects.read(to)).toBe('first');
      expect(await objects.stat(to)).toMatchObject({ metadata: { task: 'x' } });
      expect(await objects.read(from)).toBe('first');
    });

    clause('adds a note to a copy', async ({ objects, bucket }) => {
      const from = { bucket, name: 'from' };
      await objects.write(from, { ...TEXT, metadata: { task: 'x', why: 'old' } });
      const { generation = '' } = (await objects.stat(from)) ?? {};
      const to = { bucket, name: 'to' };
      expect(await objects.copyNoted({ ...from, generation }, to, { why: 'bad row' })).toBe(true);
      expect(await objects.read(to)).toBe('first');
      expect(await objects.stat(to)).toMatchObject({ metadata: { task: 'x', why: 'bad row' } });
      expect(await objects.copyNoted({ bucket, name: 'none', generation }, to, {})).toBe(false);
    });

    clause('writes over the version that is given', async ({ objects, bucket }) => {
      const place = { bucket, name: 'over' };
      expect(await objects.writeOver(place, TEXT, undefined)).toBe(true);
      const { generation } = (await objects.stat(place)) ?? {};
      expect(await objects.writeOver(place, { ...TEXT, content: 'second' }, generation)).toBe(true);
      expect(await objects.read(place)).toBe('second');
    });

    clause(
      'writes over no other version',
      async ({ objects, bucket }) => {
        const place = { bucket, name: 'over' };
        await objects.write(place, TEXT);
        expect(await objects.writeOver(place, { ...TEXT, content: 'second' }, undefined)).toBe(false);
        expect(await objects.writeOver(place, { ...TEXT, content: 'second' }, '1')).toBe(false);
        expect(await objects.read(place)).toBe('first');
      },
      'preconditions',
    );

    clause('copies back with a note, once', async ({ objects, bucket }) => {
      const [from, to] = [
        { bucket, name: 'aside' },
        { bucket, name: 'back' },
      ] as const;
      await objects.write(from, { ...TEXT, metadata: { why: 'bad row' } });
      const { generation = '' } = (await objects.stat(from)) ?? {};
      expect(await objects.copyBack({ ...from, generation }, to, { replay: 'r1' })).toBe(true);
      expect(await objects.read(to)).toBe('first');
      expect(await objects.stat(to)).toMatchObject({ metadata: { why: 'bad row', replay: 'r1' } });
      expect(await objects.copyBack({ bucket, name: 'none', generation }, to, {})).toBe(false);
    });

    clause(
      'copies back over nothing',
      async ({ objects, bucket }) => {
        const [from, to] = [
          { bucket, name: 'aside' },
          { bucket, name: 'back' },
        ] as const;
        await objects.write(from, TEXT);
        await objects.write(to, { ...TEXT, content: 'another' });
        const { generation = '' } = (await objects.stat(from)) ?? {};
        expect(await objects.copyBack({ ...from, generation }, to, {})).toBe(false);
        expect(await objects.read(to)).toBe('another');
      },
      'preconditions',
    );

    clause(
      'copies to a name that is free',
      async ({ objects, bucket }) => {
        const [from, to] = [
          { bucket, name: 'older' },
          { bucket, name: 'archived' },
        ] as const;
        await objects.write(from, { ...TEXT, metadata: { task: 'x' } });
        const { generation = '' } = (await objects.stat(from)) ?? {};
        expect(await objects.copyNew({ ...from, generation }, to)).toBe(true);
        expect(await objects.stat(to)).toMatchObject({ metadata: { task: 'x' } });
        await objects.write(to, { ...TEXT, content: 'newer' });
        expect(await objects.copyNew({ ...from, generation }, to)).toBe(false);
        expect(await objects.read(to)).toBe('newer');
        expect(await objects.copyNew({ bucket, name: 'none', generation }, { bucket, name: 'free' })).toBe(false);
      },
      'preconditions',
    );

    clause('copies no version but the one asked for', async ({ objects, bucket }) => {
      const [from, to] = [
        { bucket, name: 'from' },
        { bucket, name: 'to' },
      ] as const;
      await objects.write(from, TEXT);
      expect(await objects.copy(from, to, '1')).toBe(false);
      expect(await objects.copyNoted({ ...from, generation: '1' }, to, {})).toBe(false);
      expect(await objects.stat(to)).toBeUndefined();
    });

    clause('deletes an object, and does not mind that it is gone', async ({ objects, bucket }) => {
      const place = { bucket, name: 'a' };
      await objects.write(place, TEXT);
      const { generation = '' } = (await objects.stat(place)) ?? {};
      expect(await objects.remove(place, generation)).toBe('removed');
      expect(await objects.stat(place)).toBeUndefined();
      expect(await objects.remove(place, generation)).toBe('gone');
      expect(await objects.remove(place)).toBe('gone');
    });

    clause('deletes no version but the one asked for, and says so', async ({ objects, bucket }) => {
      const place = { bucket, name: 'a' };
      await objects.write(place, TEXT);
      expect(await objects.remove(place, '1')).toBe('overwritten');
      expect(await objects.read(place)).toBe('first');
    });
  });
}

import { expect, it } from 'vitest';
import { batchTask, groupFile, waitingWindow, windowFile } from '../../../functions/src/task/windowStore.ts';

const ID = '0123456789abcdef0123456789abcdef';
const END = new Date('2026-01-31T12:01:30Z');

it('names a window by destination, ID and end, and reads the ID back', () => {
  const name = windowFile({ destination: 'p.ds.t$20260131', id: ID, end: END });
  expect(name).toBe(`p_ds_t_20260131_${ID}_1769860890.win`);
  expect(batchTask(`_batch_/${name}`)).toEqual({ kind: 'window', id: ID });
  expect(batchTask(`tasks/${name}`)).toEqual({ kind: 'window', id: ID });
});

it('names a group likewise', () => {
  const name = groupFile({ id: '42', destination: 'ds.t', ends: END });
  expect(name).toBe('ds_t_42_1769860890.group');
  expect(batchTask(`_batch_/${name}`)).toEqual({ kind: 'group', id: '42' });
});

it('keeps the name within what Cloud Storage takes', () => {
  const name = windowFile({ destination: `ds.${'ü'.repeat(1000)}`, id: ID, end: END });
  expect(Buffer.byteLength(`_batch_/${name}`)).toBeLessThan(1024);
  expect(batchTask(`_batch_/${name}`)).toEqual({ kind: 'window', id: ID });
});

it.each([
  '_batch_/x.win',
  `_batch_/t_${ID}.win`,
  `_batch_/t_${ID}_1.json`,
  `_batch_/a/t_${ID}_1.win`,
  '_batch_/t_0_1.group',
])('does not take %s for one of them', (name) => {
  expect(batchTask(name)).toBeUndefined();
});

it('sees a waiting window where the metadata says when it is due, and nowhere else', () => {
  const entry = (name: string, metadata: Record<string, string>) => ({
    ...{ generation: '7', created: END, metadata },
    place: { bucket: 'ops', name },
  });
  const name = windowFile({ destination: 'ds.t', id: ID, end: END });
  const metadata = { due: END.toISOString(), projects: 'a,b' };
  expect(waitingWindow(entry(`tasks/${name}`, metadata))).toEqual({
    ...{ name, generation: '7', due: END },
    projects: ['a', 'b'],
  });
  expect(waitingWindow(entry(`tasks/${name}`, {}))).toBeUndefined();
  expect(waitingWindow(entry('tasks/x.win', metadata))).toBeUndefined();
});

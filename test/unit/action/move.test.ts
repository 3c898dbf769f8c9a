import { expect, it } from 'vitest';
import { memoryObjects } from '../recovery/memoryObjects.ts';
import { contextWith } from './contextWith.ts';
import { runAction } from './runAction.ts';

const noRules = { current: async () => ({ rules: [], problems: [] }) };

it.each([
  ['gs://archive', 'gs://archive/data/a.json'],
  ['gs://archive/', 'gs://archive/data/a.json'],
  ['gs://archive/done', 'gs://archive/done/data/a.json'],
  ['gs://archive/done//', 'gs://archive/done/data/a.json'],
])('below %s a file keeps its path', async (DestURL, url) => {
  const objects = memoryObjects();
  objects.put({ bucket: 'other', name: 'data/a.json' }, '{}');
  const context = contextWith({ objects, rules: noRules });
  await runAction('move', { SourceURLs: 'gs://other/data/a.json', DestURL }, { context });
  expect(objects.urls()).toEqual([url]);
});

it('names that would become too long for Cloud Storage are cut, and stay apart', async () => {
  const objects = memoryObjects();
  const names = ['a', 'b'].map((last) => `${'ä'.repeat(509)}${last}.json`);
  for (const name of names) objects.put({ bucket: 'other', name }, '{}');
  const SourceURLs = names.map((name) => `gs://other/${name}`);
  const context = contextWith({ objects, rules: noRules });
  const request = { SourceURLs, DestURL: 'gs://archive/done' };
  await runAction('move', request, { context });
  const moved = objects.urls();
  expect(moved).toEqual([expect.stringMatching(/done\/ä+~/), expect.stringMatching(/done\/ä+~/)]);
  for (const url of moved) expect(Buffer.byteLength(url.replace('gs://archive/', ''))).toBeLessThanOrEqual(1024);
  // An invocation that was cut short is followed by another.
  await runAction('move', request, { context });
  expect(objects.urls()).toEqual(moved);
});

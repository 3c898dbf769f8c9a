import { expect, it } from 'vitest';
import { newestVersions } from '../../../functions/src/batch/newestVersions.ts';

const version = (name: string, generation: string) => ({
  bucket: 'in',
  name,
  generation,
  size: 1,
  created: '2026-01-31T12:00:00.000Z',
});

it('keeps one version of each object, the newest, whatever the order and however long the generations', () => {
  const old = version('a', '999');
  const newer = version('a', '1769850000000001');
  const other = version('b', '5');
  expect(newestVersions([old, other, newer])).toEqual([newer, other]);
  expect(newestVersions([newer, other, old])).toEqual([newer, other]);
  expect(newestVersions([])).toEqual([]);
});

import { expect, test } from 'vitest';
import { chooseProject } from '../../../functions/src/plan/chooseProject.ts';

const load = (loadJobs: Record<string, number>, processId = '7') => ({ processId, projectId: 'own', loadJobs });
const balanced = (Strategy: 'rand' | 'fallback') => ({
  Dataset: 'temp',
  Balancer: { Strategy, ProjectIDs: ['a-project', 'b-project', 'c-project'], MaxLoadJobs: 10 },
});

test('without a balancer jobs run in the project of the temporary table, or in the functions’ own', () => {
  expect(chooseProject(undefined, load({}))).toBe('own');
  expect(chooseProject({ Dataset: 'temp' }, load({}))).toBe('own');
  expect(chooseProject({ Dataset: 'temp', ProjectID: 'other' }, load({}))).toBe('other');
});

test.each([
  [{}, 'a-project'],
  [{ 'a-project': 9 }, 'a-project'],
  [{ 'a-project': 10 }, 'b-project'],
  [{ 'a-project': 10, 'b-project': 11 }, 'c-project'],
  [{ 'a-project': 30, 'b-project': 12, 'c-project': 20 }, 'b-project'],
])('fallback with %j takes %s: the first that has room, else the one with the fewest', (loadJobs, chosen) => {
  expect(chooseProject(balanced('fallback'), load(loadJobs))).toBe(chosen);
});

test('rand takes any that has room, always the same for the same process', () => {
  const chosen = Array.from({ length: 300 }, (_, n) =>
    chooseProject(balanced('rand'), load({ 'b-project': 10 }, String(n + 1))),
  );
  expect(new Set(chosen)).toEqual(new Set(['a-project', 'c-project']));
  expect(chooseProject(balanced('rand'), load({}, '123456789'))).toBe(
    chooseProject(balanced('rand'), load({}, '123456789')),
  );
});

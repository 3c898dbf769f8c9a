import { expect, it } from 'vitest';
import { reasonToSkip } from '../../../functions/src/action/reasonToSkip.ts';
import type { TableName } from '../../../functions/src/model/table.ts';
import { contextWith, PROCESS } from './contextWith.ts';

/** Why a delete under this condition is skipped, where ds.t_shop is the only table. */
function reason(When: { Exists: string } | undefined, group = 'shop') {
  const tables = { find: async ({ tableId }: TableName) => (tableId === 't_shop' ? {} : undefined) };
  const { deps } = contextWith({ tables: tables as never });
  const facts = { variables: { 1: group }, process: PROCESS, objects: { read: async () => undefined } };
  return reasonToSkip({ Action: 'delete', ...(When ? { When } : {}) }, facts, deps);
}

it('an action is wanted where its table exists, and where it has no condition', async () => {
  expect(await reason(undefined)).toBeUndefined();
  expect(await reason({ Exists: 'ds.t_$1' })).toBeUndefined();
});

it('an action is not wanted where its table does not exist', async () => {
  expect(await reason({ Exists: 'ds.u_$1' })).toBe('ds.u_shop does not exist');
});

it.each([
  ['t', 'shop'],
  ['ds.$1', 'other.t'],
])('an action whose condition is %s, with %s, fails for good', async (Exists, group) => {
  await expect(reason({ Exists }, group)).rejects.toMatchObject({ kind: 'permanent', reason: 'invalid' });
});

import { expect, it } from 'vitest';
import type { TableName } from '../../../functions/src/model/table.ts';
import { contextWith } from './contextWith.ts';
import { runAction } from './runAction.ts';

/** The tables that a drop deletes. */
async function dropped(Table: string, variables = {}): Promise<TableName[]> {
  const names: TableName[] = [];
  const tables = { drop: async (name: TableName) => void names.push(name) };
  await runAction('drop', { Table }, { context: contextWith({ tables: tables as never }), variables });
  return names;
}

it.each([
  ['ds.t', { projectId: 'own', datasetId: 'ds', tableId: 't' }],
  ['p1:ds.t_$Date', { projectId: 'p1', datasetId: 'ds', tableId: 't_20260131' }],
])('a drop of %s deletes that table', async (text, table) => {
  expect(await dropped(text, { Date: '20260131' })).toEqual([table]);
});

it('a drop of a partition deletes nothing', async () => {
  await expect(dropped('ds.t$20260131')).rejects.toMatchObject({ kind: 'permanent', reason: 'invalid' });
});

it.each(['t', 'ds.t;drop', ''])('a drop of %j, which is no table, fails for good', async (text) => {
  await expect(dropped(text)).rejects.toMatchObject({ kind: 'permanent', reason: 'invalid' });
});

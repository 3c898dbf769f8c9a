import { expect, it } from 'vitest';
import { CannotLook } from '../../../../functions/cli/cloud/cannotLook.ts';
import type { Reader } from '../../../../functions/cli/cloud/reader.ts';
import { UsageError } from '../../../../functions/cli/input/usageError.ts';
import { tablesIn } from '../../../../functions/cli/sql/tableSource.ts';

const ID = { name: 'id', type: 'INTEGER', mode: 'REQUIRED' };
const SKU = { name: 'items', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 'sku', type: 'STRING' }] };
const TABLES: Readonly<Record<string, object>> = {
  plain: { type: 'TABLE', schema: { fields: [ID, SKU] }, timePartitioning: { type: 'DAY', field: 'day' } },
  daily: { type: 'TABLE', schema: { fields: [ID] }, timePartitioning: { type: 'DAY' } },
  view: { type: 'VIEW', schema: { fields: [ID] } },
  empty: { type: 'TABLE' },
  files: { type: 'EXTERNAL', schema: { fields: [ID] } },
};

const reader: Reader = {
  async read({ path, schema }) {
    const name = path.split('/').at(-1) ?? '';
    if (name === 'secret') throw new CannotLook('you lack bigquery.tables.get');
    if (name === 'far') throw new UsageError('nobody answers');
    const found = TABLES[name];
    return found && schema.parse(found);
  },
};

it.each([
  ['plain', { fields: [ID, SKU], isByIngestionTime: false }],
  ['daily', { fields: [ID], isByIngestionTime: true }],
  ['view', { fields: [ID], isByIngestionTime: false }],
  ['empty', undefined],
  ['files', undefined],
  ['secret', undefined],
  ['far', undefined],
])('the columns of the table %s are %j', async (tableId, known) => {
  expect(await tablesIn(reader, { isWhole: true })({ projectId: 'p', datasetId: 'd', tableId })).toEqual(known);
});

it('a table that is not there is missing only where there are no other places for it', async () => {
  const nowhere = { projectId: 'p', datasetId: 'd', tableId: 'nowhere' };
  expect(await tablesIn(reader, { isWhole: true })(nowhere)).toBe('missing');
  expect(await tablesIn(reader, { isWhole: false })(nowhere)).toBeUndefined();
});

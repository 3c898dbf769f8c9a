import { expect, it } from 'vitest';
import type { MoveSpec } from '../../../../functions/src/model/moveSpec.ts';
import type { TableInfo } from '../../../../functions/src/model/table.ts';
import { canCopy } from '../../../../functions/src/plan/move/canCopy.ts';
import { temporaryLayout } from '../../../../functions/src/plan/move/temporaryLayout.ts';
import { name, spec, table } from './specs.ts';

const BY_DAY = { timePartitioning: { type: 'DAY', field: 'at', expirationMs: '1000', requirePartitionFilter: true } };
const BY_RANGE = { rangePartitioning: { field: 'a', range: { start: '0', end: '10', interval: '1' } } };
const CLUSTERED = { clustering: { fields: ['a'] } };

it.each<[string, Partial<TableInfo>, object]>([
  ['no partitions', {}, {}],
  ['partitions by a column: those never expire', BY_DAY, { timePartitioning: { type: 'DAY', field: 'at' } }],
  ['partitions by ingestion time', { timePartitioning: { type: 'HOUR' } }, { timePartitioning: { type: 'HOUR' } }],
  ['partitions by day where nothing is said', { timePartitioning: {} }, { timePartitioning: { type: 'DAY' } }],
  ['partitions by range', BY_RANGE, BY_RANGE],
  ['clusters', CLUSTERED, CLUSTERED],
])('is that of the destination, so that a copy may follow: %s', (_, layout, expected) => {
  const destination = table('t', 'a at:TIMESTAMP', layout);
  expect(temporaryLayout(spec(), destination)).toEqual(expected);
  expect(temporaryLayout(spec({ layout }), undefined)).toEqual(expected);
});

it('lets a copy follow', () => {
  const destination = table('t', 'a at:TIMESTAMP', { ...BY_DAY, ...CLUSTERED });
  const source = table('t_1', 'a at:TIMESTAMP', temporaryLayout(spec(), destination));
  expect(canCopy(spec(), source, destination)).toBe(true);
});

it.each<[string, Partial<MoveSpec>]>([
  ['a query moves the rows', { method: 'QUERY' }],
  ['something is computed', { transform: { a: '1' } }],
  ['rows go to a partition', { destination: name('t$20260131') }],
])('is none where %s', (_, more) => {
  expect(temporaryLayout(spec(more), table('t', 'a', BY_DAY))).toEqual({});
});

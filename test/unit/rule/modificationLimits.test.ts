import { expect, it } from 'vitest';
import type { TableLayout } from '../../../functions/src/model/table.ts';
import { modificationsADay } from '../../../functions/src/rule/modificationLimits.ts';

it.each<[string, TableLayout, number]>([
  ['none', {}, 1_500],
  ['the time of ingestion', { timePartitioning: { type: 'DAY' } }, 11_000],
  ['a time', { timePartitioning: { type: 'DAY', field: 'at' } }, 30_000],
  ['a range', { rangePartitioning: { field: 'n', range: { start: '0', end: '9', interval: '1' } } }, 30_000],
])('a table that is partitioned by %s has its own limit of modifications a day', (_, layout, count) => {
  expect(modificationsADay(layout)).toBe(count);
});

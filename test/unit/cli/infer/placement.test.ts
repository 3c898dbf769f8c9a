import { expect, it } from 'vitest';
import { kindsOf } from '../../../../functions/cli/infer/kindsOf.ts';
import { placementOf } from '../../../../functions/cli/infer/placement.ts';
import { windowOf } from '../../../../functions/cli/infer/windowOf.ts';
import { sampleOf } from '../../../support/sampleOf.ts';

it.each([
  [['data/orders/1.csv'], '/data/orders/', '.csv', 'orders', undefined],
  [['data/orders/1.csv', 'data/orders/eu/2.csv'], '/data/orders/', '.csv', 'orders', undefined],
  [['orders_1.json.gz', 'orders_2.json.gz'], '/orders_', '.json.gz', 'orders', undefined],
  [['a/x.csv', 'b/x.json'], '/', '', 'x', undefined],
  [
    ['clicks/dt=2026-01-31/1.avro', 'clicks/dt=2026-02-01/1.avro'],
    '/clicks/dt=',
    '.avro',
    'clicks',
    '^/clicks/dt=(\\d{4})-(\\d{2})-(\\d{2})',
  ],
  [['c/year=2026/month=01/day=31/1.csv'], '/c/', '.csv', 'c', '^/c/year=(\\d{4})/month=(\\d{2})/day=(\\d{2})'],
  [
    ['in/sales.v2_20260131.csv', 'in/sales.v2_20260201.csv'],
    '/in/sales.v2_',
    '.csv',
    'sales',
    '^/in/sales\\.v2_(\\d{4})(\\d{2})(\\d{2})',
  ],
  [['in/20260131.csv', 'in/today.csv'], '/in/', '.csv', 'in', undefined],
])('%j lie at %s…%s', (names, prefix, suffix, stem, dayPattern) => {
  const [first = '', ...others] = names;
  expect(placementOf([first, ...others])).toEqual({ prefix, suffix, stem, ...(dayPattern ? { dayPattern } : {}) });
});

it('files of other kinds in the same folder are left to their own rule', () => {
  expect(placementOf(['in/orders-1.csv', 'in/orders-2.csv'], ['in/clicks-1.csv']).prefix).toBe('/in/orders-');
  expect(placementOf(['in/orders-1.csv'], ['in/clicks-1.json'])).toMatchObject({ prefix: '/in/', stem: 'orders' });
});

it.each([
  [['in/orders-1.csv', 'in/orders-2.csv', 'in/clicks-1.csv', 'in/orders-1.json'], 3],
  [['in/2026/01/31/a.csv', 'in/2026/02/01/a.csv'], 1],
  [['in/0f8fad5b-d9cb.json', 'in/7c9e6679-7425.json'], 1],
  [['a/x.csv', 'b/x.csv'], 2],
])('%j are of %i kinds', (names, count) => {
  expect(kindsOf(names.map((name) => sampleOf(name, 'x')))).toHaveLength(count);
});

const every = (seconds: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    sampleOf(`${index}.csv`, 'x', new Date(Date.UTC(2026, 0, 31) + index * seconds * 1000).toISOString()),
  );

it.each([
  [every(86_400, 5), 60, '1 files a day: most windows hold one'],
  [every(1, 100), 60, '86,400 files a day: some 60 a window'],
  [every(10, 100), 300, '8,640 files a day: some 30 a window'],
  [every(60, 100), 60, '1,440 files a day: some 1 a window'],
  [every(1, 1), 60, 'the files show no rate: a shorter window loads sooner, a longer one takes fewer load jobs'],
])('a window by the rate %#', (samples, seconds, why) => {
  expect(windowOf(samples)).toEqual({ seconds, why });
});

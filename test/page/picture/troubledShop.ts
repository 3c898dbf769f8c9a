import type { Report } from '../../../functions/src/monitor/model/report.ts';
import { reportOf } from '../../unit/monitor/reports.ts';
import { ago, fileEntry, hourEntry, processEntry, rulesOf, windowEntry } from '../../unit/monitor/seen.ts';

/** A table's last day: files in most hours, more of them by day, rows in proportion, and its lags. */
const dayOf = (table: string, filesAnHour: number, lagMs: number): ReturnType<typeof hourEntry>[] =>
  Array.from({ length: 24 }, (_, back) => {
    const hour = new Date(Date.UTC(2026, 2, 2, 11 - back));
    const share = 0.01 + 0.99 * Math.sin((Math.PI * ((hour.getUTCHours() + 21) % 24)) / 24) ** 6;
    const filesLoaded = Math.round(filesAnHour * share);
    return hourEntry({
      ...{ table, hour, filesLoaded, rows: filesLoaded * 840, bytes: filesLoaded * 96_000 },
      ...{ processes: Math.min(filesLoaded, 30), modifications: Math.min(filesLoaded, 30) },
      lagsMs: [0.6, 0.8, 1, 1.3, 2.4].map((factor) => lagMs * factor * (1 + share)),
    });
  }).filter(({ filesLoaded }) => filesLoaded > 0);

/** A deployment as somebody may find it on a Monday: most tables well, and three troubles. */
export const troubledShop = (): Report =>
  reportOf({
    projectId: 'my-project',
    triggerBucket: 'landing',
    rules: rulesOf('When: { Prefix: /data/orders/ }\nDest: { Table: shop.orders, Freshness: 2hours }'),
    running: [
      processEntry({
        ...{ processId: '4611686018427387904', destination: 'shop.clicks', started: ago(110), progressed: ago(108) },
        source: 'gs://landing/data/clicks/7.json',
      }),
      processEntry({
        ...{ destination: 'shop.sales', source: 'gs://landing/data/sales/3.json' },
        waiting: { since: ago(20), until: ago(-5), times: 3, reason: 'quotaExceeded', message: 'Quota exceeded' },
      }),
      processEntry(),
    ],
    notLoaded: [
      fileEntry({
        ...{ bucket: 'landing', name: 'data/orders/4711.json', rule: 'rules/orders.yaml' },
        ...{ error: 'No such field: qty', quarantinedTo: 'gs://ops/invalid_schema/data/orders/4711.json' },
      }),
    ],
    windows: [windowEntry({ destination: 'shop.sales', due: ago(-1) })],
    holds: [{ key: 'table:shop.sales', until: ago(-10), refusals: 3 }],
    hours: [
      ...dayOf('shop.clicks', 5_200, 41_000),
      ...dayOf('shop.orders', 310, 95_000),
      ...dayOf('shop.sales', 64, 120_000),
      ...dayOf('shop.visits', 1_800, 38_000),
    ],
    tables: new Map([['shop.orders', { modified: ago(14), modificationsADay: 1_500 }]]),
    backlog: { jobs: 3, waiting: 1 },
  });

import { defined } from '../../../functions/src/common/defined.ts';
import type { Book, Stray } from '../../../functions/src/model/book.ts';
import { assess } from '../../../functions/src/monitor/assess.ts';
import type { Observation } from '../../../functions/src/monitor/model/observation.ts';
import { type Report, reportSchema } from '../../../functions/src/monitor/model/report.ts';
import { ago, failure, fileEntry, hourEntry, processEntry, rulesOf, seen, windowEntry } from './seen.ts';

/** The report, as it is read back from JSON. */
export const reportOf = (fields: Partial<Observation> = {}): Report =>
  reportSchema.parse(JSON.parse(JSON.stringify(assess(seen(fields)))));

/** What whoever uploads, or writes rules, may put into a name: markup, quotes, letters that turn a line around, and length. */
export const HOSTILE = {
  markup: `"><script>alert('x')</script><img src=x onerror=alert(1)>`,
  turned: 'data/\u202Egnp.exe\u0007 שלום/a.json',
  long: `data/${'x'.repeat(1_000)}.json`,
};

const strayOf = (name: string): Stray => ({
  ...{ name, generation: '1', why: `it is in the bucket, and ${name} is in no ledger`, isLost: true },
});

/** A closed book, but for what is given. */
const bookOf = (hour: string, fields: { [K in keyof Book]?: Book[K] | undefined } = {}): Book => {
  const { closed, ...rest } = { closed: { at: ago(30), hash: 'h' }, ...fields };
  const sides = {
    loaded: 120,
    setAside: 1,
    failed: 0,
    refused: 1,
    superseded: 2,
    unmatched: 0,
    inFlight: closed ? 0 : 4,
  };
  return { hour, sides, strays: [], lost: 0, ...defined(rest), ...defined({ closed }) };
};

/** Names and errors that are hostile wherever the page shows any. */
export function hostileReport(): Report {
  const texts = Object.values(HOSTILE);
  return reportOf({
    triggerBucket: HOSTILE.markup,
    rules: { ...rulesOf(`When: { Prefix: /data/ }\nDest: { "${'y'.repeat(200)}<b>": 1 }`) },
    notLoaded: texts.flatMap((name) => [
      fileEntry({ name, rule: name, error: name, quarantinedTo: name }),
      fileEntry({ name, status: 'unruled', error: name }),
    ]),
    running: texts.map((destination) => processEntry({ destination, started: ago(200) })),
    windows: texts.map((destination) => windowEntry({ destination, due: ago(30) })),
    failed: texts.map((destination) => processEntry({ destination, status: 'failed', error: failure(destination) })),
    books: [bookOf('2026-03-02_10', { lost: 3, strays: texts.map((name) => strayOf(name)) })],
    holds: texts.map((key) => ({ key: `table:${key}`, until: ago(-10), refusals: 2 })),
    hours: texts.map((table) => hourEntry({ table })),
    unseen: texts,
  });
}

/** Hours of a day in which a table had files: none for every sixth table; others by chance, the same each time. */
function dayOf(table: string, n: number): ReturnType<typeof hourEntry>[] {
  if (n % 6 === 5) return [];
  const size = 10 ** (n % 5);
  return Array.from({ length: 24 }, (_, back) => (n * 7 + back * 5) % 13)
    .map((draw, back) => ({ draw, back }))
    .filter(({ draw }) => draw > 2)
    .map(({ draw, back }) =>
      hourEntry({
        ...{
          table,
          hour: new Date(Date.UTC(2026, 2, 2, 12 - back)),
          filesLoaded: draw * size,
          rows: draw * size * 120,
        },
        ...{ bytes: draw * size * 9_000, lagsMs: [draw * 800, draw * 1_500, draw * 9_000 * (1 + (n % 3))] },
      }),
    );
}

/** A deployment with so many tables, of which some are in trouble. */
export function busyReport(count: number): Report {
  const tables = Array.from({ length: count }, (_, n) => `shop_${n % 7}.events_of_app_${n}`);
  const every = (step: number): string[] => tables.filter((_, n) => n % step === step - 1);
  return reportOf({
    hours: tables.flatMap(dayOf),
    running: [
      ...every(3).map((destination) => processEntry({ destination })),
      ...every(90).map((destination) => processEntry({ destination, started: ago(95) })),
    ],
    windows: every(4).map((destination) => windowEntry({ destination, due: ago(-1) })),
    failed: every(120).map((destination) =>
      processEntry({
        destination,
        status: 'failed',
        error: failure('Not found: Dataset demo-bqtail:shop_0'),
        ended: ago(20),
      }),
    ),
    backlog: { jobs: 12, waiting: 3 },
  });
}

/** One of each thing that the page can show. */
export const troubledReport = (): Report =>
  reportOf({
    rules: {
      rules: rulesOf('When: { Prefix: /data/orders/ }\nDest: { Table: shop.orders, Freshness: 2hours }').rules,
      problems: rulesOf('When: { Prefix: /data/x/ }\nDest: { Tabel: shop.x }').problems,
    },
    running: [
      processEntry({ destination: 'shop.clicks', started: ago(110) }),
      processEntry({
        destination: 'shop.sales',
        waiting: { since: ago(20), until: ago(-5), times: 3, reason: 'quotaExceeded', message: 'Quota exceeded' },
      }),
      processEntry(),
    ],
    failed: [processEntry({ status: 'failed', error: failure('Not found: Dataset demo-bqtail:shop'), ended: ago(12) })],
    notLoaded: [
      fileEntry({ error: 'No such field: qty', quarantinedTo: 'gs://ops/invalid_schema/data/a.json' }),
      fileEntry({ status: 'unruled', error: '2 enabled rules match it' }),
      fileEntry({ status: 'refused', name: 'data/*.json', error: 'BigQuery reads * as others' }),
    ],
    windows: [windowEntry({ destination: 'shop.sales', due: ago(-1) })],
    holds: [{ key: 'table:shop.sales', until: ago(-10), refusals: 3 }],
    hours: ['shop.orders', 'shop.clicks', 'shop.sales', 'shop.visits', 'shop.refunds', 'archive.raw'].flatMap(dayOf),
    tables: new Map([['shop.orders', { modified: ago(130), modificationsADay: 1_500 }]]),
    backlog: { jobs: 3, waiting: 1 },
    books: [
      ...Array.from({ length: 30 }, (_, n) => bookOf(`2026-03-01_${String(n % 24).padStart(2, '0')}`)),
      bookOf('2026-03-02_10', { lost: 1, strays: [strayOf('data/gone.json')] }),
      bookOf('2026-03-02_11', { closed: undefined }),
    ],
    unseen: ['the task files could not be read: the ops bucket does not answer'],
  });

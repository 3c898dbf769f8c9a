import { memoryCloud } from '../../support/cloud/memoryCloud.ts';
import { liveWorld } from '../../unit/process/liveWorld.ts';
import type { Report, Row } from '../report.ts';
import { plainLoad } from './plainLoad.ts';

const TABLE = 'shop.orders';
const LATENCY_MS = 20;
const HOUR_MS = 3_600_000;
/** An event that does not come again is made up for after an hour. */
const HOURS = 3;
/** Of bqtail, the first so many: a file alone makes some twenty. */
const REQUESTS = 50;
const ROW = '{"id":"1"}\n';
const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: ${TABLE} }
OnSuccess: [{ Action: delete }]
`;

/** What is left of a file of one row whose invocation was killed. */
type Fate = 'loaded once' | 'not loaded' | 'loaded twice';

const fateOf = (rows: number): Fate => (rows === 0 ? 'not loaded' : rows === 1 ? 'loaded once' : 'loaded twice');

/** What becomes of a file where an invocation is killed at each of its requests to a service, once: services in memory, virtual time. */
export async function killed(): Promise<Report[]> {
  const rows = [
    await counted('twenty lines, without retry', (nth) => plainFate(nth, false)),
    await counted('twenty lines, with retry', (nth) => plainFate(nth, true)),
    await counted('bqtail', bqtailFate),
  ];
  return [
    {
      title:
        'Killed: a file of one row, and an invocation that dies at each of its requests, before or after it takes effect',
      rows,
      notes: [
        'Retry: the event comes again, for up to 24 hours, where the invocation did not end well; off by default.',
      ],
    },
  ];
}

type Killed = { nth: number; isAfter: boolean };

/** Until a request is never made. */
async function counted(what: string, fate: (kill: Killed) => Promise<Fate | 'never'>): Promise<Row> {
  const counts: Record<Fate, number> = { 'loaded once': 0, 'not loaded': 0, 'loaded twice': 0 };
  for (let nth = 1; ; nth++) {
    const fates = [await fate({ nth, isAfter: false }), await fate({ nth, isAfter: true })];
    if (fates.includes('never')) return { what, requests: nth - 1, ...counts };
    for (const one of fates) if (one !== 'never') counts[one]++;
  }
}

async function plainFate({ nth, isAfter }: Killed, isRetried: boolean): Promise<Fate | 'never'> {
  const cloud = memoryCloud({ settings: { dispatchBudgetSec: 0 } });
  cloud.createTable(TABLE);
  const file = cloud.upload('data/a.json', ROW);
  let requests = 0;
  const invocation = (isKilled: boolean): Promise<void> => {
    let isDead = false;
    const deps = cloud.deps({
      async send(_, effect) {
        const isLast = isKilled && ++requests === nth;
        isDead ||= isLast && !isAfter;
        if (isDead) return new Promise(() => undefined);
        await cloud.clock.sleep(LATENCY_MS);
        const answer = await effect();
        isDead ||= isLast;
        return isDead ? new Promise(() => undefined) : answer;
      },
    });
    return plainLoad(file, 'orders', deps);
  };
  // What goes wrong comes again as well.
  const run = async (isKilled: boolean): Promise<void> => {
    invocation(isKilled).catch(() => undefined);
    await cloud.clock.passUntil(cloud.clock.time() + HOUR_MS);
  };
  await run(true);
  if (requests < nth) return 'never';
  if (isRetried) await run(false);
  return fateOf(cloud.rows(TABLE).length);
}

/** Without redelivery of its event, too. */
async function bqtailFate({ nth, isAfter }: Killed): Promise<Fate | 'never'> {
  const world = liveWorld({ rules: RULE });
  let requests = 0;
  let isNext = false;
  world.trouble = () => {
    requests++;
    // The one after it is never sent: so it is the last that took effect.
    const dies = isNext || (!isAfter && requests === nth);
    isNext = isAfter && requests === nth;
    return dies ? 'dies' : undefined;
  };
  world.cloud.upload('data/a.json', ROW);
  await world.pass(HOURS * 60);
  // All of its requests, and those of the first runs of dispatch.
  if (nth > REQUESTS) return 'never';
  return fateOf(world.ids(TABLE).length);
}

import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { Report, Row } from '../report.ts';
import { byTheClock } from './byTheClock.ts';
import { historyRow } from './history.ts';
import { createMeter, type Meter } from './meter.ts';
import { createMeteredWorld, type Phase } from './meteredWorld.ts';
import { billedMs, dollars, ownMs, priceRows, TAIL, timeDollars } from './prices.ts';
import { countsOf, difference, scaled, sum, type Usage } from './usage.ts';

const FEW = 100;
const MANY = 1_000;
const MILLION = 1_000_000;
/** What one object asks for at most. */
const TOGETHER = 40;

/** Counts what files and windows use in Firestore, in Cloud Storage and of the log, and what that costs. */
export async function cost(): Promise<Report[]> {
  const meter = createMeter();
  const few = await windowOf(FEW, meter);
  const many = await windowOf(MANY, meter);
  // What grows with the files is theirs, what does not is the window's.
  const inWindow = scaled(difference(total(many.after), total(few.after)), 1 / (MANY - FEW));
  const window = sum(difference(many.opening, many.joining), difference(total(many.after), scaled(inWindow, MANY)));
  const file = sum(many.joining, inWindow, scaled(window, 1 / MANY));
  return [
    {
      title: 'Cost: what a file and a window use, counted, and what a million of them cost',
      rows: [
        usageRow('a file joins a window', many.joining),
        usageRow('a file of a window, later', inWindow),
        usageRow('a window', window),
        usageRow(`a file in windows of ${MANY}, all in all`, file),
        usageRow('a file alone, sync, at most $9', await alone({ count: 1 }, meter)),
        ...(await asyncRows('async', { dest: '', budget: 12 }, meter)),
        ...(await asyncRows('async, temporary table', { dest: 'Transient: { Dataset: TEMP }', budget: 20 }, meter)),
      ],
    },
    {
      title: `Cost: a window of ${MANY} files, step by step`,
      rows: [
        { phase: 'opening', usage: many.opening },
        { phase: 'joining, a file', usage: many.joining },
        ...many.after,
      ].map(({ phase, usage }) => usageRow(phase, usage)),
    },
    {
      title: 'Cost: the history in BigQuery, beside all of the above',
      rows: [await historyRow(MANY), await historyRow(1)],
    },
    {
      title: 'Cost: what runs by the clock, and what it costs in 30 days',
      rows: await byTheClock(await createMeteredWorld(rule('Async: true'), meter), meter),
    },
    {
      title: 'Prices',
      rows: priceRows(),
      notes: [
        'Not counted: what Cloud Run itself logs of each request, and storage.',
        `Function time: the CPU time measured here, or the time from begin to end divided by ${TAIL.concurrency}, the events that share an instance in a burst, whichever is more.`,
        `An event that has an instance for itself is billed ${(timeDollars(billedMs(1), TAIL) * MILLION).toFixed(2)} dollars a million at least, in steps of 100 ms; each second that sync mode waits for a job, ${(timeDollars(1_000 / TAIL.concurrency, TAIL) * MILLION).toFixed(2)} where ${TAIL.concurrency} share one.`,
      ],
    },
  ];
}

const total = (phases: readonly Phase[]): Usage => sum(...phases.map(({ usage }) => usage));

interface UsedByWindow {
  opening: Usage;
  /** One file, on average. */
  joining: Usage;
  after: Phase[];
}

/** Through a window whose end is over when its files arrive: it stays open until it is closed. */
async function windowOf(files: number, meter: Meter): Promise<UsedByWindow> {
  const world = await createMeteredWorld(rule('Async: true\nBatch: { Window: { DurationInSec: 10 } }'), meter);
  const created = new Date(Date.now() - 60_000).toISOString();
  const through = async (count: number): Promise<UsedByWindow> => {
    const [first, ...others] = (await world.upload(count)).map((file): SourceFile => ({ ...file, created }));
    if (first === undefined) throw new Error('a window has a file');
    const opening = await world.deliver(first);
    const joining: Usage[] = [];
    for (const file of others) joining.push(await world.deliver(file));
    return { opening, joining: scaled(sum(...joining), 1 / others.length), after: await world.settle() };
  };
  await through(2);
  return through(files);
}

/** Of files whose jobs are done at one sweep, and of one that nothing else is done with. */
async function asyncRows(
  what: string,
  { dest, budget }: { dest: string; budget: number },
  meter: Meter,
): Promise<Row[]> {
  const mode = 'Async: true';
  const [each, one] = [
    await alone({ count: TOGETHER, mode, dest }, meter),
    await alone({ count: 1, mode, dest }, meter),
  ];
  return [
    usageRow(`a file alone, ${what}, one of ${TOGETHER} whose jobs are done at one sweep, at most $${budget}`, each),
    usageRow(`a file alone, ${what}, no other at that sweep`, one),
  ];
}

interface Files {
  count: number;
  mode?: string;
  dest?: string;
}

/** Each of so many files that are loaded on their own, the second time that so many come. */
async function alone({ count, mode = '', dest = '' }: Files, meter: Meter): Promise<Usage> {
  const world = await createMeteredWorld(rule(mode, dest), meter);
  const through = async (): Promise<Usage> => {
    const usages: Usage[] = [];
    for (const file of await world.upload(count)) usages.push(await world.deliver(file));
    return scaled(sum(...usages, total(await world.settle())), 1 / count);
  };
  await through();
  // What an instance remembers of holds for a second it has forgotten by then.
  world.own.advance(2_000);
  return through();
}

const rule = (mode: string, dest = ''): string => `
When: { Prefix: /data/, Suffix: .json }
${mode}
Dest:
  Table: TABLE
  ${dest}
OnSuccess: [{ Action: delete }]
`;

const usageRow = (what: string, usage: Usage): Row => {
  const [calls, time] = [dollars(usage) * MILLION, timeDollars(ownMs(usage, TAIL), TAIL) * MILLION];
  return {
    what,
    ...countsOf(usage),
    'CPU, ms': usage.cpuMs,
    'wall, ms': usage.wallMs,
    'calls, dollars a million': calls,
    'function time': time,
    together: calls + time,
  };
};

import { readRules } from '../../../functions/src/action/ruleReader.ts';
import { dispatch } from '../../../functions/src/dispatch/dispatch.ts';
import { sweep } from '../../../functions/src/dispatch/sweep.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { createRuleCache } from '../../../functions/src/rule/ruleCache.ts';
import { logDispatch } from '../../../functions/src/runtime/log.ts';
import { ruleSource } from '../../../functions/src/storage/ruleSource.ts';
import { readTasks } from '../../../functions/src/task/readTasks.ts';
import type { Report, Row } from '../report.ts';
import { historyRow } from './history.ts';
import { createMeter, type Meter } from './meter.ts';
import { createMeteredWorld, type Phase } from './meteredWorld.ts';
import { billedMs, dollars, instanceDollars, priceRows } from './prices.ts';
import { difference, scaled, sum, type Usage } from './usage.ts';

const FEW = 100;
const MANY = 1_000;
const MILLION = 1_000_000;
const RUNS_A_MONTH = 30 * 24 * 60;
/** A run sweeps every 5 s as long as something is in flight, until its 50 s are over. It keeps its instance meanwhile. */
const PAUSE_MS = 5_000;
const MORE_SWEEPS_A_RUN = 10;

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
        usageRow('a file alone, async', await single('Async: true', '', meter)),
        usageRow('a file alone, sync', await single('', '', meter)),
        usageRow(
          'a file alone, async, temporary table',
          await single('Async: true', 'Transient: { Dataset: TEMP }', meter),
        ),
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
    { title: 'Cost: what runs by the clock, and what it costs in 30 days', rows: await byTheClock(meter) },
    {
      title: 'Prices',
      rows: priceRows(),
      notes: [
        'Not counted: what Cloud Run itself logs of each request, and storage.',
        'Instances: as if each event had one for itself, for as long as it takes here. Up to 80 share one in a burst; calls take longer in the cloud.',
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

/** One file that is loaded on its own, the second of its kind. */
async function single(mode: string, dest: string, meter: Meter): Promise<Usage> {
  const world = await createMeteredWorld(rule(mode, dest), meter);
  const through = async (): Promise<Usage> => {
    const usages: Usage[] = [];
    for (const file of await world.upload(1)) usages.push(await world.deliver(file), total(await world.settle()));
    return sum(...usages);
  };
  await through();
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

/** What nobody's files cause. */
async function byTheClock(meter: Meter): Promise<Row[]> {
  const { own } = await createMeteredWorld(rule('Async: true'), meter);
  const { deps } = own;
  const begun = performance.now();
  const run = await meter.measure(async () => {
    const done = await dispatch(deps);
    meter.log(() => logDispatch(done, { trigger: '12345678901234567', durationMs: 100 }));
  });
  const runMs = billedMs(performance.now() - begun);
  const oneSweep = await meter.measure(async () => {
    const { projects } = await sweep(await readTasks(deps.tasks), deps);
    await deps.journal.writeStatistics({ projects });
  });
  const rules = createRuleCache({
    source: ruleSource(deps.objects, deps.settings.opsBucket),
    readRules,
    checkEverySec: 0,
    now: Date.now,
  });
  await rules.current();
  const check = await meter.measure(async () => void (await rules.current()));
  const monthly = (what: string, usage: Usage, times: number): Row => {
    const { 'dollars a million': _, 'instances, dollars a million': __, ...row } = usageRow(what, usage);
    return {
      ...row,
      'times in 30 days': times,
      'dollars in 30 days': dollars(usage) * times,
      'instances, dollars in 30 days': instanceDollars(usage) * times,
    };
  };
  return [
    monthly('a run of dispatch, nothing in flight', { ...run, invocations: 1, instanceMs: runMs }, RUNS_A_MONTH),
    monthly(
      'each further sweep, if something always is',
      { ...oneSweep, instanceMs: PAUSE_MS },
      RUNS_A_MONTH * MORE_SWEEPS_A_RUN,
    ),
    monthly('looking for changed rules, an instance', check, RUNS_A_MONTH),
  ];
}

const usageRow = (what: string, usage: Usage): Row => ({
  what,
  'Firestore reads': usage.reads,
  writes: usage.writes,
  transactions: usage.transactions,
  'TTL deletes': usage.deletes,
  'Storage class A': usage.classA,
  'class B': usage.classB,
  'log bytes': usage.logBytes,
  invocations: usage.invocations,
  'BigQuery calls': usage.bigQuery,
  'instance, ms': usage.instanceMs,
  'dollars a million': dollars(usage) * MILLION,
  'instances, dollars a million': instanceDollars(usage) * MILLION,
});

import { readRules } from '../../../functions/src/action/ruleReader.ts';
import { dispatch } from '../../../functions/src/dispatch/dispatch.ts';
import { GLANCE_MS, PAUSE_MS } from '../../../functions/src/dispatch/pace.ts';
import { nothing, sweep } from '../../../functions/src/dispatch/sweep.ts';
import { createWatch } from '../../../functions/src/dispatch/watch.ts';
import { createRuleCache } from '../../../functions/src/rule/ruleCache.ts';
import { logDispatch } from '../../../functions/src/runtime/log.ts';
import { PARAMS } from '../../../functions/src/runtime/params.ts';
import { ruleSource } from '../../../functions/src/storage/ruleSource.ts';
import { readTasks } from '../../../functions/src/task/readTasks.ts';
import type { Row } from '../report.ts';
import type { Meter } from './meter.ts';
import type { MeteredWorld } from './meteredWorld.ts';
import { billedMs, DISPATCH, dollars, ownMs, SCHEDULE_DOLLARS, type Size, TICK, timeDollars } from './prices.ts';
import { countsOf, difference, type Usage, nothing as unused } from './usage.ts';

const MINUTE_MS = 60_000;
const RUNS = 30 * 24 * 60;
/** A run looks for what was forgotten as often as something can have become stale: with each third tick. */
const LOOKS = RUNS / 3;
/** Dispatch looks at the whole deployment every five minutes. */
const ASSESSMENTS = RUNS / 5;
/** As long as something is in flight, until its time is over. */
const BUSY_SEC = PARAMS.DISPATCH_BUDGET_SEC.default;
const MORE_SWEEPS = Math.floor((BUSY_SEC * 1000) / PAUSE_MS);
const GLANCES = Math.floor((BUSY_SEC * 1000) / GLANCE_MS) - MORE_SWEEPS;

/** What nobody's files cause. */
export async function byTheClock({ own }: MeteredWorld, meter: Meter): Promise<Row[]> {
  let aheadMs = 0;
  const now = (): Date => new Date(Date.now() + aheadMs);
  const rules = createRuleCache({
    source: ruleSource(own.deps.objects, own.deps.settings.opsBucket),
    readRules,
    checkEverySec: PARAMS.RULES_CHECK_SEC.default,
    now: () => now().getTime(),
  });
  const settings = { ...own.deps.settings, staleTaskSec: PARAMS.STALE_TASK_SEC.default };
  const deps = { ...own.deps, rules, settings, clock: { ...own.deps.clock, now } };
  const run = async (afterMs: number): Promise<Usage> => {
    aheadMs += afterMs;
    const usage = await meter.measure(async () => {
      const done = await dispatch(deps);
      meter.log(() => logDispatch(done, { trigger: '12345678901234567', durationMs: 100 }));
    });
    return { ...usage, invocations: 1 };
  };
  // The first loads what is loaded once, and looks at everything.
  await run(0);
  const bare = await run(MINUTE_MS);
  const withAssessment = await run(5 * MINUTE_MS);
  const withLook = await run(3 * MINUTE_MS);
  const oneSweep = await meter.measure(async () => {
    await deps.journal.assertAnswers();
    const { projects } = await sweep(await readTasks(deps.tasks), deps);
    await deps.journal.writeStatistics({ projects });
  });
  const watch = createWatch(deps);
  await watch.glance(nothing());
  aheadMs += GLANCE_MS;
  const glance = await meter.measure(async () => void (await watch.glance(nothing())));
  const idle = [
    monthly('a run of dispatch, nothing in flight', bare, { times: RUNS, size: DISPATCH }),
    monthly('the look for what was forgotten, more', difference(withLook, bare), { times: LOOKS, size: DISPATCH }),
    monthly('the look at the deployment, more', difference(withAssessment, withLook), {
      times: ASSESSMENTS,
      size: DISPATCH,
    }),
    monthly('a tick, 100 ms', { ...unused(), invocations: 1, wallMs: 100 }, { times: RUNS, size: TICK }),
    { what: 'a job of Cloud Scheduler, where three are not free', 'dollars in 30 days': SCHEDULE_DOLLARS },
  ];
  const within = { size: DISPATCH, isWithinRun: true };
  const busy = [
    monthly('each further sweep', oneSweep, { ...within, times: RUNS * MORE_SWEEPS }),
    monthly('each glance between', glance, { ...within, times: RUNS * GLANCES }),
    monthly(
      `the rest of ${BUSY_SEC} s of each minute`,
      { ...unused(), wallMs: BUSY_SEC * 1000 - billedMs(ownMs(bare, DISPATCH)) },
      { times: RUNS, size: DISPATCH },
    ),
  ];
  return [
    ...idle,
    { what: 'idle, together', 'dollars in 30 days': dollarsOf(idle) },
    ...busy,
    { what: 'always something in flight, together', 'dollars in 30 days': dollarsOf([...idle, ...busy]) },
  ];
}

const dollarsOf = (rows: readonly Row[]): number =>
  rows.reduce((total, row) => total + Number(row['dollars in 30 days']), 0);

interface Frequency {
  times: number;
  size: Size;
  /** The time of the run that it is part of is counted by itself. */
  isWithinRun?: boolean;
}

function monthly(what: string, usage: Usage, { times, size, isWithinRun = false }: Frequency): Row {
  const ms = isWithinRun ? 0 : billedMs(ownMs(usage, size));
  const time = timeDollars(ms, size) * times;
  return {
    what,
    ...countsOf(usage),
    'CPU, ms': usage.cpuMs,
    'wall, ms': usage.wallMs,
    'instance, ms': ms,
    'times in 30 days': times,
    'function time, dollars': time,
    'dollars in 30 days': dollars(usage) * times + time,
  };
}

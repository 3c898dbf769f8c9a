import { defined } from '../common/defined.ts';
import { freshnessOf } from './model/freshness.ts';
import { modificationsOf } from './model/modifications.ts';
import type { Observation, TableHour } from './model/observation.ts';
import { badness, type ReportedProblem, type ReportedTable, type Status } from './model/report.ts';
import { earliest } from './model/since.ts';
import { stalledAmong } from './model/stalled.ts';
import { tableOf } from './model/tableOf.ts';

/** A line for each table that something is done for, or promised of; the worst first. */
export function tablesOf(seen: Observation, problems: readonly ReportedProblem[]): ReportedTable[] {
  const { running, windows, hours } = seen;
  const freshness = new Map(freshnessOf(seen).map((one) => [one.table, one]));
  const modifications = modificationsOf(seen);
  const stalled = stalledAmong(seen).map(tableOf);
  const names = new Set([
    ...[...running, ...windows].map(tableOf),
    ...(hours ?? []).map(({ table }) => table),
    ...freshness.keys(),
    ...seen.failed.map(tableOf),
  ]);
  const worst = worstByTable(problems);
  const lines = [...names].map((table): ReportedTable => {
    const own = running.filter((process) => tableOf(process) === table);
    const promised = freshness.get(table);
    return {
      ...{ table, status: worst.get(table) ?? 'ok', running: own.length },
      stalled: stalled.filter((name) => name === table).length,
      waiting: own.filter((process) => process.waiting !== undefined).length,
      scheduled: windows.filter((window) => tableOf(window) === table).length,
      ...defined({
        oldest: earliest(own.map(({ started }) => started))?.toISOString(),
        day: hours && dayOf(hours.filter((hour) => hour.table === table)),
        modifications: modifications.get(table),
      }),
      ...(promised
        ? {
            freshness: defined({
              promisedSec: promised.promisedMs / 1000,
              modified: promised.modified?.toISOString(),
              ageSec: promised.ageMs === undefined ? undefined : Math.max(0, promised.ageMs / 1000),
            }),
          }
        : undefined),
    };
  });
  return lines.sort((a, b) => badness(b.status) - badness(a.status) || (a.table < b.table ? -1 : 1));
}

function worstByTable(problems: readonly ReportedProblem[]): Map<string, Status> {
  const worst = new Map<string, Status>();
  for (const { subject, status } of problems) {
    if (badness(status) > badness(worst.get(subject) ?? 'ok')) worst.set(subject, status);
  }
  return worst;
}

function dayOf(hours: readonly TableHour[]): NonNullable<ReportedTable['day']> {
  const sum = (numberIn: (hour: TableHour) => number): number =>
    hours.reduce((total, hour) => total + numberIn(hour), 0);
  return {
    processes: sum(({ processes }) => processes),
    failed: sum(({ failed }) => failed),
    files: sum(({ filesLoaded }) => filesLoaded),
    filesSetAside: sum(({ filesSetAside }) => filesSetAside),
    rows: sum(({ rows }) => rows),
    bytes: sum(({ bytes }) => bytes),
    ...defined({ medianLagSec: quantile(hours, 0.5), p95LagSec: quantile(hours, 0.95) }),
    hours: hours
      .toSorted((a, b) => a.hour.getTime() - b.hour.getTime())
      .map((one) => ({
        ...{ hour: one.hour.toISOString(), files: one.filesLoaded, rows: one.rows },
        ...defined({ medianLagSec: quantile([one], 0.5) }),
      })),
  };
}

/**
 * In seconds; about the smallest lag that so large a share of all processes did not exceed. Of an hour only points of its
 * distribution are known: each stands for as many of its processes.
 */
function quantile(hours: readonly TableHour[], share: number): number | undefined {
  const points = hours
    .flatMap(({ lagsMs, processes }) => lagsMs.map((lagMs) => ({ lagMs, weight: processes / lagsMs.length })))
    .sort((a, b) => a.lagMs - b.lagMs);
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  let reached = 0;
  for (const { lagMs, weight } of points) {
    reached += weight;
    if (reached >= share * total) return Math.max(0, lagMs / 1000);
  }
  return undefined;
}

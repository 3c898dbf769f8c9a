import { createdIn } from '../model/book.ts';
import { commandsFor } from './commands.ts';
import type { Observation } from './model/observation.ts';
import { badness, type Report, type ReportedProblem } from './model/report.ts';
import { earliest } from './model/since.ts';
import { PROBLEM_KINDS } from './registry.ts';
import { tablesOf } from './tablesOf.ts';

/** What is to be said of a deployment that was found so. */
export function assess(seen: Observation): Report {
  const commands = commandsFor(seen.projectId);
  const problems = PROBLEM_KINDS.flatMap(({ kind, find }) =>
    find(seen, commands).map((found): ReportedProblem => ({ kind, ...found })),
  ).sort((a, b) => badness(b.status) - badness(a.status));
  const { at, projectId, triggerBucket, lastSweep, holds, unseen } = seen;
  return {
    ...{ project: projectId, triggerBucket, at: at.toISOString(), status: problems[0]?.status ?? 'ok', problems },
    dispatch: lastSweep ? { lastSweep: lastSweep.toISOString(), silentSec: secondsBetween(lastSweep, at) } : {},
    rules: rulesOf(seen),
    backlog: backlogOf(seen),
    tables: tablesOf(seen, problems),
    holds: holds
      .filter(({ until }) => until > at)
      .map(({ key, until, refusals }) => ({ key, until: until.toISOString(), refusals })),
    books: booksOf(seen),
    unseen: [...unseen],
  };
}

const secondsBetween = (from: Date, to: Date): number => Math.max(0, (to.getTime() - from.getTime()) / 1000);

function rulesOf({ rules: { rules, problems, pushed } }: Observation): Report['rules'] {
  const disabled = rules.filter(({ rule }) => rule.Disabled).length;
  return {
    ...{ enabled: rules.length - disabled, disabled },
    ...(pushed ? { pushed: { ...pushed, changedSince: [...pushed.changedSince] } } : undefined),
    problems: problems.map(({ severity, file, line, message }) => ({ severity, place: `${file}:${line}`, message })),
  };
}

function backlogOf({ at, backlog, windows, running, notLoaded }: Observation): Report['backlog'] {
  const unruled = notLoaded.filter(({ status }) => status === 'unruled').map(({ created }) => created);
  const oldest = earliest([...running.map(({ started }) => started), ...windows.map(({ start }) => start), ...unruled]);
  return {
    ...backlog,
    windows: windows.filter(({ due }) => due > at).length,
    windowsDue: windows.filter(({ due }) => due <= at).length,
    ...(oldest ? { oldestFile: oldest.toISOString() } : undefined),
  };
}

const booksOf = ({ books }: Observation): Report['books'] =>
  books.toReversed().map((book) => ({
    ...{
      hour: book.hour,
      created: createdIn(book),
      ...book.sides,
      lost: book.lost,
      isClosed: book.closed !== undefined,
    },
    strays: book.strays.map(({ name, why, isLost }) => ({ name, why, isLost })),
  }));

import { rowIds } from '../scenario/fileContent.ts';
import { DATASET } from '../scenario/ruleText.ts';
import type { RuleSpec } from '../scenario/scenario.ts';
import type { Version, World } from '../world/world.ts';
import { nameOf } from './checkBooks.ts';
import { expectedOf, hasGoodRows, isExcused } from './expected.ts';
import { type EndedProcess, entryOf } from './ledger.ts';
import type { Problem } from './problem.ts';

/** The rows of every good version are in its table exactly once, and no others. */
export function checkRows(world: World, processes: ReadonlyMap<string, EndedProcess>): Problem[] {
  return world.scenario.rules.flatMap((rule) => {
    const counts = countsOf(rule, world);
    const versions = world.versions.filter((version) => version.rule === rule);
    const newest = rule.override ? newestOf(versions, world, processes) : undefined;
    const wrong = versions.flatMap((version) => {
      const times = timesThere(version, counts);
      const allowed = newest ? [version === newest ? 1 : 0] : allowedTimes(version, world, processes);
      if (times !== undefined && allowed.includes(times)) return [];
      return [`${nameOf(version)} has its rows ${times ?? 'partly'} times, not ${allowed.join(' or ')}`];
    });
    return [...strangersAmong(counts, versions), ...wrong].map((text) => ({
      check: 'rows',
      text: `${rule.name}: ${text}`,
    }));
  });
}

type Counts = ReadonlyMap<string, number>;

function countsOf({ name }: RuleSpec, { cloud }: World): Counts {
  const counts = new Map<string, number>();
  for (const { id } of cloud.rows(`${DATASET}.${name}`)) counts.set(String(id), (counts.get(String(id)) ?? 0) + 1);
  return counts;
}

function strangersAmong(counts: Counts, versions: readonly Version[]): string[] {
  const known = new Set(versions.flatMap(({ upload }) => rowIds(upload)));
  return [...counts.keys()].filter((id) => !known.has(id)).map((id) => `the row ${id} is of no file of the rule`);
}

/** How often the rows of a version are there; undefined where that differs from row to row. */
function timesThere({ upload }: Version, counts: Counts): number | undefined {
  const times = new Set(rowIds(upload).map((id) => counts.get(id) ?? 0));
  return times.size === 1 ? [...times][0] : undefined;
}

function allowedTimes(version: Version, world: World, processes: ReadonlyMap<string, EndedProcess>): number[] {
  const twice = isReadTwice(version, world) ? [2] : [];
  switch (expectedOf(version)) {
    case 'refused':
    case 'setAside':
      return [0];
    case 'any':
      return hasGoodRows(version) && version.upload.kind !== 'denied' ? [0, 1, ...twice] : [0];
    case 'loaded': {
      const process = entryOf(version, world, processes)?.process;
      return [...(isLost(process, world) ? [0] : []), 1, ...twice];
    }
  }
}

/** It failed, and may: somebody has to look after it. */
const isLost = (process: EndedProcess | undefined, world: World): boolean =>
  process?.status === 'failed' && isExcused(process, world);

/** A process looks at its files at most so long before its load job is inserted, unless it is held up beyond its claim. */
const LOOK_MS = 120_000;

/**
 * A load job reads files by their names: one that came while an older version of the name was between the last look at it and
 * its load job is read by that job, and by its own. Only a temporary table keeps that from the destination.
 */
function isReadTwice({ rule, file }: Version, { cloud, versions }: World): boolean {
  const isSecond = versions.some((other) => other.file.name === file.name && other.file.generation < file.generation);
  if (!isSecond || rule.move !== undefined) return false;
  const came = Date.parse(file.created);
  return [...cloud.bigQuery.jobs.values()].some(
    ({ configuration: { load }, created, started = created }) =>
      load?.sourceUris?.includes(`gs://${file.bucket}/${file.name}`) && created - LOOK_MS <= came && came <= started,
  );
}

/** The newest version that could be loaded is what the table of a rule that replaces its rows holds. */
function newestOf(
  versions: readonly Version[],
  world: World,
  processes: ReadonlyMap<string, EndedProcess>,
): Version | undefined {
  const good = versions.filter(
    (version) => expectedOf(version) === 'loaded' && !isLost(entryOf(version, world, processes)?.process, world),
  );
  return good.toSorted((a, b) => (BigInt(a.file.generation) < BigInt(b.file.generation) ? 1 : -1))[0];
}

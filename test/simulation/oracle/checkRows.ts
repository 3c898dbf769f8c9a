import { rowIds } from '../scenario/fileContent.ts';
import { DATASET } from '../scenario/ruleText.ts';
import type { RuleSpec } from '../scenario/scenario.ts';
import type { Version, World } from '../world/world.ts';
import { nameOf } from './checkBooks.ts';
import { isGood, isUnloadable } from './expected.ts';
import type { Problem } from './problem.ts';

/** The rows of every good version are in its table exactly once, and no others. */
export function checkRows(world: World): Problem[] {
  return world.scenario.rules.flatMap((rule) => {
    const counts = countsOf(rule, world);
    const versions = world.versions.filter((version) => version.rule === rule);
    const strangers = strangersAmong(counts, versions);
    const wrong = rule.override ? overridden(versions, counts) : appended(versions, counts);
    return [...strangers, ...wrong].map((text) => ({ check: 'rows', text: `${rule.name}: ${text}` }));
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

function appended(versions: readonly Version[], counts: Counts): string[] {
  return versions.flatMap((version) => {
    const times = timesThere(version, counts);
    const allowed = allowedTimes(version, versions);
    if (times !== undefined && allowed.includes(times)) return [];
    return [`${nameOf(version)} has its rows ${times ?? 'partly'} times, not ${allowed.join(' or ')}`];
  });
}

function allowedTimes(version: Version, versions: readonly Version[]): number[] {
  if (!isGood(version) || isUnloadable(version)) return [0];
  if (version.overwritten !== undefined) return [0, 1];
  // A job that loads the files by their names reads the newer version, where that came after the last look at them.
  const isSecond = versions.some((other) => other !== version && other.file.name === version.file.name);
  return isSecond && version.rule.move === undefined ? [1, 2] : [1];
}

/** The newest version that can be loaded is what the table holds. */
function overridden(versions: readonly Version[], counts: Counts): string[] {
  const good = versions.filter((version) => isGood(version) && !isUnloadable(version));
  const newest = good.toSorted((a, b) => (BigInt(a.file.generation) < BigInt(b.file.generation) ? 1 : -1))[0];
  return versions.flatMap((version) => {
    const times = timesThere(version, counts);
    const expected = version === newest ? 1 : 0;
    return times === expected ? [] : [`${nameOf(version)} has its rows ${times ?? 'partly'} times, not ${expected}`];
  });
}

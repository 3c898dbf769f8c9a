import type { Version, World } from '../world/world.ts';
import { expectedOf, isExcused } from './expected.ts';
import { type EndedProcess, type Entry, entryOf, quarantined } from './ledger.ts';
import type { Problem } from './problem.ts';

/** Every version is on exactly one side of the books: loaded, set aside, refused, or superseded by a newer one. */
export function checkBooks(world: World, processes: ReadonlyMap<string, EndedProcess>): Problem[] {
  return world.versions.flatMap((version) => {
    const text = problemWith(version, world, processes);
    return text === undefined ? [] : [{ check: 'books', text: `${nameOf(version)} ${text}` }];
  });
}

export const nameOf = ({ upload, file }: Version): string =>
  `${upload.id} (${upload.kind}, ${file.name}#${file.generation})`;

function problemWith(version: Version, world: World, processes: ReadonlyMap<string, EndedProcess>): string | undefined {
  const entry = entryOf(version, world, processes);
  if (entry === undefined) return version.gone === undefined ? 'is not in the ledger' : undefined;
  const places = quarantined(version, world);
  if (places.length > 1) return `was set aside more than once: ${places.join(', ')}`;
  // Of a rule that replaces rows, an older file is not loaded after a newer one.
  if (version.rule.override && entry.process?.status === 'superseded') return undefined;
  const isExcusable = hasFailed(entry) && entry.process !== undefined && isExcused(entry.process, world);
  switch (expectedOf(version)) {
    case 'refused':
      return refusal(entry);
    case 'loaded':
      if (places.length > 0) return `is good, and was set aside: ${places.join(', ')}`;
      return isExcusable ? undefined : failure(entry);
    case 'setAside':
      return places.length > 0 || isExcusable ? undefined : `is bad, and was not set aside; ${stateOf(entry)}`;
    case 'any':
      return undefined;
  }
}

const refusal = ({ status }: Entry): string | undefined =>
  status === 'refused' ? undefined : `cannot be named to BigQuery, and is ${status}, not refused`;

const hasFailed = ({ process }: Entry): boolean => process?.status === 'failed' || process?.status === 'actionFailed';

const failure = (entry: Entry): string | undefined =>
  hasFailed(entry) || entry.process?.status === 'superseded' ? `is good, but ${stateOf(entry)}` : undefined;

const stateOf = ({ process }: Entry): string => `its process is ${process?.status} ${process?.error ?? ''}`;

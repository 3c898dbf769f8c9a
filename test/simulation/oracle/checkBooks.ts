import { rowIds } from '../scenario/fileContent.ts';
import type { Version, World } from '../world/world.ts';
import { isGood, isUnloadable } from './expected.ts';
import { type EndedProcess, entryOf, quarantined } from './ledger.ts';
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
  const isOverwritten = version.overwritten !== undefined;
  if (entry === undefined) return isOverwritten ? undefined : 'is not in the ledger';
  if (isUnloadable(version)) return refusal(entry.status);
  const places = quarantined(version, world);
  const status = entry.process?.status;
  if (isGood(version)) {
    if (places.length > 0 && !isOverwritten) return `is good, and was set aside: ${places.join(', ')}`;
    if (status === 'failed' && !isOverwritten) return `is good, and its process failed: ${entry.process?.error}`;
    return undefined;
  }
  if (places.length > 1) return `was set aside more than once: ${places.join(', ')}`;
  if (places.length === 0 && !isOverwritten) {
    return `is bad, and was not set aside (${rowIds(version.upload).length} rows); its process is ${status} ${entry.process?.error ?? ''}`;
  }
  return undefined;
}

const refusal = (status: unknown): string | undefined =>
  status === 'refused' ? undefined : `cannot be named to BigQuery, and is ${status}, not refused`;

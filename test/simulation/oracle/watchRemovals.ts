import { gsUrl } from '../../../functions/src/model/places.ts';
import type { StoredObject } from '../../support/cloud/storage/memoryStorage.ts';
import { rowIds } from '../scenario/fileContent.ts';
import { DATASET } from '../scenario/ruleText.ts';
import { isReserved } from '../world/unfinished.ts';
import type { World } from '../world/world.ts';
import { hasGoodRows } from './expected.ts';
import { quarantined } from './ledger.ts';
import type { Problem } from './problem.ts';

/** No data file is deleted or moved before its rows are safe, and none but with its copy in quarantine that is not loaded. */
export function watchRemovals(world: World): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  world.cloud.bigQuery.tables.watch(({ reference }, rows) => {
    if (reference.datasetId !== DATASET) return;
    for (const { id } of rows) seen.add(`${reference.tableId} ${id}`);
  });
  world.onRemoval = (object) => {
    if (isReserved(object.name)) return;
    const problem = problemWith(object, seen, world);
    if (problem) problems.push({ check: 'removed', text: problem });
  };
  return problems;
}

function problemWith(object: StoredObject, seen: ReadonlySet<string>, world: World): string | undefined {
  const url = `${gsUrl(object.bucket, object.name)}#${object.generation}`;
  const version = world.versions.find(({ file }) => file.name === object.name && file.generation === object.generation);
  if (version === undefined) return `${url} was removed, which nobody uploaded`;
  if (!hasGoodRows(version) || quarantined(version, world).length > 0) {
    return quarantined(version, world).length > 0
      ? undefined
      : `${url} is bad, and was removed without a copy in quarantine`;
  }
  const missing = rowIds(version.upload).filter((id) => !seen.has(`${version.rule.name} ${id}`));
  if (missing.length === 0) return undefined;
  return `${url} was removed after ${world.now()} ms, before its rows ${missing.join(', ')} were in ${version.rule.name}`;
}

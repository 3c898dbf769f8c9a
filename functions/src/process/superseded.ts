import type { Deps } from '../deps/deps.ts';
import { urlOf } from '../model/places.ts';
import type { Process } from '../model/process.ts';
import { liveVersions } from '../storage/liveVersions.ts';

/** The sources at those positions whose version is not live any more: overwritten, or deleted. */
export async function supersededAmong(
  { plan }: Process,
  positions: readonly number[],
  { objects }: Pick<Deps, 'objects'>,
): Promise<number[]> {
  const known = positions.flatMap((position) => {
    const source = plan.sources[position];
    return source ? [{ position, source }] : [];
  });
  const live = await liveVersions(
    known.map(({ source }) => source),
    objects,
  );
  return known.filter(({ source }) => live.get(urlOf(source)) !== source.generation).map(({ position }) => position);
}

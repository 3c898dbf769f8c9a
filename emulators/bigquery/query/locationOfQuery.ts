import type { Catalog } from '../catalog/catalog.ts';
import type { DatasetMeta } from '../catalog/meta.ts';

/**
 * Where a query runs that does not say so: where the first dataset is that it names. Undefined where it names none that
 * is here.
 */
export function locationOfQuery(sql: string, catalog: Catalog): string | undefined {
  const words = sql.match(/\w+/g) ?? [];
  const locations = new Map(
    catalog
      .projects()
      .flatMap((projectId) => catalog.datasets(projectId))
      .filter(({ hidden }) => !hidden)
      .map(({ ref, location }) => [ref.datasetId, location]),
  );
  const named = words.find((word) => locations.has(word));
  return named === undefined ? undefined : locations.get(named);
}

/** The datasets that stand before a dot in a query: as far as can be told without reading it, those of the tables it names. */
export function datasetsOfQuery(sql: string, catalog: Catalog): DatasetMeta[] {
  const names = new Set([...sql.matchAll(/(\w+)`?\s*\.(?=\s*`?[\w$*])/g)].map(([, name]) => name));
  return catalog
    .projects()
    .flatMap((projectId) => catalog.datasets(projectId))
    .filter(({ hidden, ref }) => !hidden && names.has(ref.datasetId));
}

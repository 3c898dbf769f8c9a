import { type Source, sourceOf } from '../../googlesql/source.ts';
import { withoutLegacyNames } from '../evaluation/rewrite/legacyNames.ts';
import type { QueryConfiguration } from '../rest/resources.ts';
import type { StubContext } from '../state/context.ts';
import type { JobRef } from '../state/job.ts';
import { createResolver } from './resolver.ts';
import type { NameContext } from './script/statement.ts';

/** What names and parameters of a query job mean. */
export function nameContext(
  { defaultDataset, queryParameters, useLegacySql, query }: QueryConfiguration,
  { projectId, location }: Pick<JobRef, 'projectId' | 'location'>,
  context: StubContext,
): NameContext {
  return {
    projectId,
    ...(defaultDataset?.datasetId === undefined
      ? {}
      : { defaultDataset: { projectId: defaultDataset.projectId ?? projectId, datasetId: defaultDataset.datasetId } }),
    legacy: isLegacy(query ?? '', useLegacySql ?? true),
    parameters: queryParameters ?? [],
    resolve: createResolver(context, location),
  };
}

/** A query as it is given to GoogleSQL. @throws SqlError for legacy SQL that is not run here */
export const writtenIn = (query: string, { legacy }: Pick<NameContext, 'legacy'>): Source =>
  legacy ? withoutLegacyNames(query) : sourceOf(query);

/** A first line `#standardSQL` or `#legacySQL` wins over the configuration. */
function isLegacy(query: string, useLegacySql: boolean): boolean {
  const [, dialect] = /^\s*#(standard|legacy)SQL\b/i.exec(query) ?? [];
  return dialect === undefined ? useLegacySql : dialect.toLowerCase() === 'legacy';
}

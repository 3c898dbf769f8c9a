import type { StubContext } from '../context.ts';
import type { JobRef } from '../jobs/job.ts';
import type { QueryConfiguration } from '../rest.ts';
import type { QueryParameter, TranslateContext } from '../sql/types.ts';
import { createResolver } from './resolver.ts';

/** What names and parameters of a query job mean. */
export function translateContext(
  { defaultDataset, queryParameters, useLegacySql, query }: QueryConfiguration,
  { projectId, location }: Pick<JobRef, 'projectId' | 'location'>,
  context: StubContext,
): TranslateContext {
  return {
    projectId,
    ...(defaultDataset?.datasetId === undefined
      ? {}
      : { defaultDataset: { projectId: defaultDataset.projectId ?? projectId, datasetId: defaultDataset.datasetId } }),
    legacy: isLegacy(query ?? '', useLegacySql ?? true),
    parameters: (queryParameters ?? []).map((parameter) => ({
      ...parameter,
      ...(parameter.parameterValue ? { parameterValue: asTexts(parameter.parameterValue) } : {}),
    })),
    resolve: createResolver(context, location),
  };
}

/** A first line `#standardSQL` or `#legacySQL` wins over the configuration. */
function isLegacy(query: string, useLegacySql: boolean): boolean {
  const [, dialect] = /^\s*#(standard|legacy)SQL\b/i.exec(query) ?? [];
  return dialect === undefined ? useLegacySql : dialect.toLowerCase() === 'legacy';
}

type ParameterValue = NonNullable<QueryParameter['parameterValue']>;

/** Clients may send numbers and booleans as such; the API's type for every value is a text. */
function asTexts({ value, arrayValues, structValues }: ParameterValue): ParameterValue {
  return {
    ...(value === undefined || value === null ? {} : { value: String(value) }),
    ...(arrayValues ? { arrayValues: arrayValues.map(asTexts) } : {}),
    ...(structValues
      ? {
          structValues: Object.fromEntries(Object.entries(structValues).map(([name, inner]) => [name, asTexts(inner)])),
        }
      : {}),
  };
}

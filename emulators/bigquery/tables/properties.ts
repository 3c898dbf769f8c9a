import { unsupported } from '../errors/apiError.ts';

/** What makes a table or dataset something else than a place for rows of its own. */
const EXTERNAL = [
  'externalDataConfiguration',
  'materializedView',
  'snapshotDefinition',
  'cloneDefinition',
  'biglakeConfiguration',
  'tableReplicationInfo',
  'externalDatasetReference',
  'externalCatalogDatasetOptions',
  'externalCatalogTableOptions',
  'linkedDatasetSource',
];

/** An external table would be an empty one here, and nobody would know why. @throws ApiError `notImplemented` */
export function refuseExternal(body: Record<string, unknown>): void {
  const found = EXTERNAL.find((name) => body[name] !== undefined && body[name] !== null);
  if (found !== undefined) throw unsupported(found);
}

/** What the server sets, whatever a request says. */
const OWN = new Set([
  'kind',
  'etag',
  'id',
  'selfLink',
  'datasetReference',
  'tableReference',
  'location',
  'type',
  'creationTime',
  'lastModifiedTime',
  'numRows',
  'numBytes',
  'numLongTermBytes',
  'numTotalLogicalBytes',
  'numActiveLogicalBytes',
  'schema',
  'timePartitioning',
  'rangePartitioning',
  'clustering',
  'view',
  'expirationTime',
]);

/** The properties of a resource that are kept as they come: description, labels, friendlyName, … */
export const writableProperties = (body: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !OWN.has(name)));

/** A null takes a property away; in labels, one label. Without labels there is no property for them either. */
export function withoutNulls(properties: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(properties)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(
      ([name, value]) => [name, name === 'labels' ? withoutNulls(value as Record<string, unknown>) : value] as const,
    );
  return Object.fromEntries(
    kept.filter(([name, value]) => name !== 'labels' || Object.keys(value as object).length > 0),
  );
}

/** What a change makes of the labels: patch keeps those that it does not name. */
export const changedLabels = (present: unknown, given: unknown, isPatch: boolean): { labels?: unknown } => {
  if (!isPatch) return given === undefined ? {} : { labels: given };
  const labels = { ...(present as object | undefined), ...(given as object | null | undefined) };
  return given === null ? { labels: null } : { labels };
};

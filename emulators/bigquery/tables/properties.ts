import { unsupported } from '../errors/apiError.ts';
import { withInt64Texts } from '../rest/int64Texts.ts';

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

/** The properties of a resource that are kept as they come, but for 64-bit numbers: description, labels, friendlyName, … */
export const writableProperties = (body: Record<string, unknown>): Record<string, unknown> =>
  withInt64Texts(Object.fromEntries(Object.entries(body).filter(([name]) => !OWN.has(name))));

/** Properties that are maps: a patch changes the entries that it names, and keeps the others. */
const MAPS = ['labels', 'resourceTags'];

/** A null takes a property away; in labels, one label. Without labels there is no property for them either. */
export function withoutNulls(properties: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(properties)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(
      ([name, value]) => [name, MAPS.includes(name) ? withoutNulls(value as Record<string, unknown>) : value] as const,
    );
  return Object.fromEntries(
    kept.filter(([name, value]) => !MAPS.includes(name) || Object.keys(value as object).length > 0),
  );
}

/** What a change makes of the properties: patch keeps those that it does not name; of labels, those labels. */
export function changedProperties(
  present: Record<string, unknown>,
  given: Record<string, unknown>,
  isPatch: boolean,
): Record<string, unknown> {
  if (!isPatch) return withoutNulls(given);
  const merged = MAPS.filter((name) => given[name] !== undefined && given[name] !== null).map(
    (name) => [name, { ...(present[name] as object | undefined), ...(given[name] as object) }] as const,
  );
  return withoutNulls({ ...present, ...given, ...Object.fromEntries(merged) });
}

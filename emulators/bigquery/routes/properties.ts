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

/** A null takes a property away; in labels, one label. */
export function withoutNulls(properties: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(properties).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(
    kept.map(([name, value]) => [name, name === 'labels' ? withoutNulls(value as Record<string, unknown>) : value]),
  );
}

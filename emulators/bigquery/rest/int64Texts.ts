/** The 64-bit numbers of what requests say, by the name of their field. */
const INT64 = new Set([
  'defaultPartitionExpirationMs',
  'defaultTableExpirationMs',
  'end',
  'expirationMs',
  'interval',
  'jobTimeoutMs',
  'maxLength',
  'maxTimeTravelHours',
  'maximumBytesBilled',
  'precision',
  'scale',
  'start',
  'timestampPrecision',
]);

/** A copy of a resource in which 64-bit numbers are texts, as answers write them; requests may write them as numbers. */
export function withInt64Texts<T>(resource: T): T {
  return copied(resource) as T;
}

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      INT64.has(name) && typeof inner === 'number' ? String(inner) : copied(inner),
    ]),
  );
}

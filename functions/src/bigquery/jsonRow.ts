export type JsonRow = Readonly<Record<string, unknown>>;

/** A row of the official client in the JSON that BigQuery takes rows in: whole numbers exact, bytes in base64. */
export const jsonRow = (row: Record<string, unknown>): JsonRow =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, jsonValue(value)]));

function jsonValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(jsonValue);
  if (Buffer.isBuffer(value)) return value.toString('base64');
  // Dates, times and wrapped integers keep their text there; decimals print themselves.
  if ('value' in value && Object.getPrototypeOf(value) !== Object.prototype) return value.value;
  if ('toFixed' in value && typeof value.toFixed === 'function') return String(value.toFixed());
  return jsonRow(value as Record<string, unknown>);
}

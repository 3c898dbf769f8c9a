/** Rules write `SkipLeadingRows`, BigQuery's API `skipLeadingRows`; the keys of labels are the user's own. */
export function apiCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(apiCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      key === 'Labels' ? item : apiCase(item),
    ]),
  );
}

/**
 * Why BigQuery cannot be told to load an object of that name; undefined where it can. Each would read another object, or
 * fail (BigQuery: Cloud Storage URI, "Load data from Cloud Storage", limitations).
 */
export function whyNotLoadable(name: string): string | undefined {
  const reason = REASONS.find(({ pattern }) => pattern.test(name))?.reason;
  return reason && `BigQuery ${reason}: upload the file under another name`;
}

const REASONS: readonly { pattern: RegExp; reason: string }[] = [
  { pattern: /\*/, reason: 'reads the * in its name as a wildcard' },
  { pattern: /^\/|\/\//, reason: 'takes several slashes in a row for one, and so would read another object' },
  {
    pattern: /#\d+$/,
    reason: 'takes the number after the # at the end of its name for a generation, which it refuses',
  },
];

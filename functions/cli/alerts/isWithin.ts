/** Whether all that is wanted is there as it is wanted; the API adds fields of its own to what it was given. */
export function isWithin(wanted: unknown, found: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(found) && wanted.length === found.length && wanted.every((one, i) => isWithin(one, found[i]));
  }
  if (typeof wanted !== 'object' || wanted === null) return wanted === found;
  if (typeof found !== 'object' || found === null) return false;
  return Object.entries(wanted).every(([key, value]) => isWithin(value, (found as Record<string, unknown>)[key]));
}

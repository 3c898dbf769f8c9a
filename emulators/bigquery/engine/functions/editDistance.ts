/**
 * How many items have to be put in, taken out or changed to make one list of the other; `limit` where there are more. Own code: leven
 * compares texts by UTF-16 code units, and these are characters or bytes.
 */
export function editDistance<T>(from: readonly T[], to: readonly T[], limit: number): number {
  let before = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, item] of from.entries()) {
    const after = [row + 1];
    for (const [column, other] of to.entries()) {
      const changed = (before[column] ?? 0) + (item === other ? 0 : 1);
      after.push(Math.min(changed, (before[column + 1] ?? 0) + 1, (after[column] ?? 0) + 1));
    }
    before = after;
  }
  return Math.min(before.at(-1) ?? 0, limit);
}

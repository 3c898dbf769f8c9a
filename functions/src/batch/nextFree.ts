/**
 * How many windows after one that is closed (which has offset 0) to go for one that is not: the one found comes right after
 * a closed one, so it is not far in the future. An event that comes a day late finds it with a few dozen looks, and without
 * asking what time it is.
 */
export async function nextFree(isClosed: (offset: number) => Promise<boolean>): Promise<number> {
  let closed = 0;
  let free = 1;
  while (await isClosed(free)) {
    closed = free;
    free *= 2;
  }
  while (free - closed > 1) {
    const middle = Math.floor((closed + free) / 2);
    if (await isClosed(middle)) closed = middle;
    else free = middle;
  }
  return free;
}

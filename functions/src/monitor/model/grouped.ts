/** Things that are told of together, by a key of them, in the order in which keys first come. */
export function grouped<T>(things: readonly T[], keyOf: (thing: T) => string): [key: string, things: [T, ...T[]]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const thing of things) {
    const group = groups.get(keyOf(thing));
    if (group) group.push(thing);
    else groups.set(keyOf(thing), [thing]);
  }
  return [...groups];
}

export const earliest = (times: readonly Date[]): Date | undefined =>
  times.length === 0 ? undefined : new Date(times.reduce((least, time) => Math.min(least, time.getTime()), Infinity));

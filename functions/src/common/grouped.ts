/** Things by a key of them, in the order in which keys first come: as `Map.groupBy`, with types that know that no group is empty. */
export const grouped = <T>(things: Iterable<T>, keyOf: (thing: T) => string): [key: string, things: [T, ...T[]]][] => [
  ...(Map.groupBy(things, keyOf) as Map<string, [T, ...T[]]>),
];

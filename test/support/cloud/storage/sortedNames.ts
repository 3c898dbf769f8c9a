/** Names in the order of their code units, each once. */
export interface SortedNames {
  add(name: string): void;
  remove(name: string): void;
  /** Those from a name on that begin with a prefix, at most so many. */
  from(start: string, prefix: string, limit: number): string[];
}

/** Kept in order, since a bucket of tens of thousands of objects is listed far more often than it changes. */
export function sortedNames(): SortedNames {
  const names: string[] = [];

  /** Where the name is, or would be. */
  function placeOf(name: string): number {
    let [low, high] = [0, names.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((names[middle] ?? '') < name) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    add(name) {
      const place = placeOf(name);
      if (names[place] !== name) names.splice(place, 0, name);
    },
    remove(name) {
      const place = placeOf(name);
      if (names[place] === name) names.splice(place, 1);
    },
    from(start, prefix, limit) {
      const first = Math.max(placeOf(start), placeOf(prefix));
      const found = names.slice(first, first + limit);
      const end = found.findIndex((name) => !name.startsWith(prefix));
      return end < 0 ? found : found.slice(0, end);
    },
  };
}

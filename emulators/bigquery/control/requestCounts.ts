export interface RequestCount {
  method: string;
  path: string;
  count: number;
}

/** How often each method and path was asked for. */
export interface RequestCounts {
  note(method: string, path: string): void;
  list(path: RegExp): RequestCount[];
  clear(): void;
}

export function createRequestCounts(): RequestCounts {
  const counts = new Map<string, RequestCount>();
  return {
    note(method, path) {
      const key = `${method} ${path}`;
      const entry = counts.get(key) ?? { method, path, count: 0 };
      entry.count += 1;
      counts.set(key, entry);
    },
    list: (path) => [...counts.values()].filter((entry) => path.test(entry.path)),
    clear: () => counts.clear(),
  };
}

export interface Timer {
  /** Milliseconds since the epoch. */
  at: number;
  work(): void;
  /** It was called off. */
  isOff?: boolean;
}

/** Timers by their time; those of the same moment in the order in which they were added. */
export interface TimerQueue {
  add(timer: Timer): void;
  /** The first that was not called off; undefined where there is none. It stays in the queue. */
  next(): Timer | undefined;
  /** Takes out what `next` answers. */
  take(): void;
}

interface Entry {
  timer: Timer;
  order: number;
}

const isBefore = (a: Entry, b: Entry): boolean =>
  a.timer.at < b.timer.at || (a.timer.at === b.timer.at && a.order < b.order);

/** A binary heap: each entry is before its two children, which stand at 2i + 1 and 2i + 2. */
export function timerQueue(): TimerQueue {
  const heap: Entry[] = [];
  let added = 0;

  const swap = (i: number, j: number): void => {
    const [a, b] = [heap[i], heap[j]];
    if (a === undefined || b === undefined) return;
    heap[i] = b;
    heap[j] = a;
  };
  const isOrdered = (parent: number, child: number): boolean => {
    const [a, b] = [heap[parent], heap[child]];
    return a === undefined || b === undefined || isBefore(a, b);
  };

  function rise(index: number): void {
    for (let child = index; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (isOrdered(parent, child)) return;
      swap(parent, child);
      child = parent;
    }
  }

  function sink(): void {
    for (let parent = 0; ; ) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      const first = isOrdered(left, right) ? left : right;
      if (isOrdered(parent, first)) return;
      swap(parent, first);
      parent = first;
    }
  }

  function take(): void {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    sink();
  }

  return {
    add(timer) {
      heap.push({ timer, order: added++ });
      rise(heap.length - 1);
    },
    next() {
      while (heap[0]?.timer.isOff) take();
      return heap[0]?.timer;
    },
    take,
  };
}

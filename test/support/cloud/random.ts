/** Numbers that look random and follow from a seed. */
export interface Random {
  /** From 0 up to, but without, 1. */
  next(): number;
  chance(probability: number): boolean;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** Another sequence, which follows from the seed and the name, however many numbers were taken here. */
  fork(name: string): Random;
}

export function seededRandom(seed: string): Random {
  let state = hashOf(seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    return (mixed(state) >>> 0) / 0x1_0000_0000;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    chance: (probability) => next() < probability,
    between,
    pick: (items) => items[between(0, items.length - 1)] ?? items[0],
    fork: (name) => seededRandom(`${seed}/${name}`),
  };
}

/** Mulberry32's output function: spreads a counter over 32 bits. */
function mixed(counter: number): number {
  let bits = Math.imul(counter ^ (counter >>> 15), counter | 1);
  bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
  return bits ^ (bits >>> 14);
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash;
}

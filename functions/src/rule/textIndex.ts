/** Finds which of many texts stand anywhere in another. */
export interface TextIndex<T> {
  /** The values of all texts that stand in it, some of them more than once. */
  within(text: string): T[];
}

interface State<T> {
  next: Map<number, State<T>>;
  /** That of the longest end of what was read which other texts begin with. */
  fallback: State<T> | undefined;
  /** Of the texts that end here. */
  values: readonly T[];
}

/**
 * One automaton of all texts (Aho and Corasick, Efficient String Matching, 1975): a search takes one step or two a character, however many
 * texts there are. By UTF-16 code units. Own code: it is short, and deployed.
 */
export function createTextIndex<T>(entries: Iterable<readonly [text: string, value: T]>): TextIndex<T> {
  const root: State<T> = { next: new Map(), fallback: undefined, values: [] };
  for (const [text, value] of entries) add(root, text, value);
  link(root);
  return {
    within(text) {
      const found: T[] = [];
      let state = root;
      for (let at = 0; at < text.length; at++) {
        state = step(state, text.charCodeAt(at), root);
        if (state.values.length > 0) found.push(...state.values);
      }
      return found;
    },
  };
}

function add<T>(root: State<T>, text: string, value: T): void {
  let state = root;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const next = state.next.get(unit) ?? { next: new Map(), fallback: undefined, values: [] };
    state.next.set(unit, next);
    state = next;
  }
  state.values = [...state.values, value];
}

function step<T>(from: State<T>, unit: number, root: State<T>): State<T> {
  for (let state: State<T> | undefined = from; state !== undefined; state = state.fallback) {
    const next = state.next.get(unit);
    if (next) return next;
  }
  return root;
}

/** Level by level, since a fallback is always a shorter text. */
function link<T>(root: State<T>): void {
  let level = [root];
  while (level.length > 0) {
    const following: State<T>[] = [];
    for (const state of level) {
      for (const [unit, next] of state.next) {
        next.fallback = state.fallback ? step(state.fallback, unit, root) : root;
        const { values } = next.fallback;
        if (values.length > 0) next.values = [...next.values, ...values];
        following.push(next);
      }
    }
    level = following;
  }
}

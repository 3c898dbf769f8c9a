/**
 * The keys that an object of the text has more than once, as paths, though JSON.parse keeps only the last of each. `parsed` is
 * what it made of the text.
 */
export function* repeatedKeys(text: string, parsed: unknown): Generator<string[]> {
  // Counting is ten times as fast as reading keys, and almost no row has one twice.
  if (colonsIn(text) === colonsOf(parsed) && !text.includes('\\u003')) return;
  const levels: Level[] = [];
  for (const [token, colon] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') levels.push({ keys: new Set(), key: '' });
    else if (token === '}' || token === ']') levels.pop();
    else if (colon !== undefined && isRepeated(levels.at(-1), token.slice(0, -colon.length))) {
      yield levels.map(({ key }) => key).filter((key) => key !== '');
    }
  }
}

/** A bracket, or a string with the colon that makes it a key. */
const TOKEN = /[{}[\]]|"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g;

/** An object or a list that is open, and the key that was read last. */
interface Level {
  keys: Set<string>;
  key: string;
}

function isRepeated(level: Level | undefined, source: string): boolean {
  if (!level) return false;
  level.key = JSON.parse(source) as string;
  const before = level.keys.size;
  return level.keys.add(level.key).size === before;
}

const COLON = 58;

function colonsIn(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) === COLON) count += 1;
  return count;
}

/** How many colons the text of a value has: one for each key, and those within keys and strings. */
function colonsOf(value: unknown): number {
  if (typeof value === 'string') return value.includes(':') ? colonsIn(value) : 0;
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) for (const element of value) count += colonsOf(element);
  else for (const [key, entry] of Object.entries(value)) count += 1 + colonsOf(key) + colonsOf(entry);
  return count;
}

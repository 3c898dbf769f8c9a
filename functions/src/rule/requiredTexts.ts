/** One of these texts is in whatever is found. */
export type Need = readonly [string, ...string[]];

/**
 * What is in every text in which a regular expression (RE2 syntax) finds something. It only narrows down which expressions to try:
 * there may be more to it than is said here, never less. Of an expression with a construct that is not known here nothing is said.
 * Own code: parsers of JavaScript's regular expressions read another syntax.
 */
export function requiredTexts(pattern: string): readonly Need[] {
  const reader: Reader = { characters: [...pattern], at: 0 };
  try {
    const needs = readAlternatives(reader);
    return reader.at === reader.characters.length ? needs : [];
  } catch (error) {
    if (error instanceof Unknown) return [];
    throw error;
  }
}

/** More alternatives than this say too little. */
const MAX_ALTERNATIVES = 16;

interface Reader {
  characters: readonly string[];
  at: number;
}

class Unknown extends Error {}

const peek = ({ characters, at }: Reader): string => characters[at] ?? '';

function take(reader: Reader): string {
  const character = peek(reader);
  if (character === '') throw new Unknown();
  reader.at++;
  return character;
}

function readAlternatives(reader: Reader): readonly Need[] {
  const branches = [readSequence(reader)];
  while (peek(reader) === '|') {
    take(reader);
    branches.push(readSequence(reader));
  }
  const [only, ...others] = branches;
  return others.length === 0 && only ? only : either(branches);
}

/** Whichever branch is taken, one text of its most telling need is there. */
function either(branches: readonly (readonly Need[])[]): readonly Need[] {
  const texts: string[] = [];
  for (const needs of branches) {
    const best = needs.toSorted((a, b) => shortest(b) - shortest(a))[0];
    if (best === undefined) return [];
    texts.push(...best);
  }
  const [first, ...rest] = new Set(texts);
  return first === undefined || rest.length >= MAX_ALTERNATIVES ? [] : [[first, ...rest]];
}

/** The length of its shortest text. */
export const shortest = (need: Need): number => Math.min(...need.map(({ length }) => length));

/** Up to the next `|` or `)`, or the end. */
function readSequence(reader: Reader): readonly Need[] {
  const needs: Need[] = [];
  let run = '';
  const endRun = (): void => {
    if (run !== '') needs.push([run]);
    run = '';
  };
  while (!['', '|', ')'].includes(peek(reader))) {
    const atom = readAtom(reader);
    const { least, isPlain } = readQuantifier(reader);
    if (typeof atom === 'string' && least > 0) run += atom;
    // What is repeated, optional or not a text stands between two texts, at unknown length.
    if (typeof atom !== 'string' || !isPlain) endRun();
    if (typeof atom !== 'string' && least > 0) needs.push(...atom);
  }
  endRun();
  return needs;
}

/** A character that stands for itself; or what else there is, with what it needs. */
type Atom = string | readonly Need[];

function readAtom(reader: Reader): Atom {
  const character = take(reader);
  switch (character) {
    case '(':
      return readGroup(reader);
    case '[':
      return readClass(reader);
    case '\\':
      return readEscape(reader);
    case '.':
    case '^':
    case '$':
      return [];
    case '*':
    case '+':
    case '?':
      throw new Unknown();
    default:
      return character;
  }
}

function readGroup(reader: Reader): readonly Need[] {
  if (peek(reader) === '?') {
    const [opening] =
      /^\?(?::|P?<[A-Za-z_]\w*>)/.exec(reader.characters.slice(reader.at, reader.at + 200).join('')) ?? [];
    // Flags, such as that case does not matter, and conditions on what stands around.
    if (opening === undefined) throw new Unknown();
    reader.at += opening.length;
  }
  const needs = readAlternatives(reader);
  if (take(reader) !== ')') throw new Unknown();
  return needs;
}

function readClass(reader: Reader): readonly Need[] {
  if (peek(reader) === '^') take(reader);
  // At the beginning it is one of the class.
  if (peek(reader) === ']') take(reader);
  for (let character = take(reader); character !== ']'; character = take(reader)) {
    if (character === '\\') take(reader);
    if (character === '[' && peek(reader) === ':') while (take(reader) !== ']');
  }
  return [];
}

function readEscape(reader: Reader): Atom {
  const character = take(reader);
  if (/[^A-Za-z0-9]/.test(character)) return character;
  if (/[pP]/.test(character)) {
    if (take(reader) === '{') while (take(reader) !== '}');
    return [];
  }
  if (!/[dDwWsSbBAztnrfva]/.test(character)) throw new Unknown();
  return [];
}

interface Quantifier {
  /** How often at least. */
  least: number;
  /** There is none. */
  isPlain: boolean;
}

function readQuantifier(reader: Reader): Quantifier {
  const rest = reader.characters.slice(reader.at, reader.at + 20).join('');
  const [text, sign, count] = /^(?:([*+?])|\{(\d+)(?:,\d*)?\})\??/.exec(rest) ?? [];
  if (text === undefined) return { least: 1, isPlain: true };
  reader.at += text.length;
  if (/^[*+?]/.test(peek(reader))) throw new Unknown();
  return { least: sign === undefined ? Number(count) : sign === '+' ? 1 : 0, isPlain: false };
}

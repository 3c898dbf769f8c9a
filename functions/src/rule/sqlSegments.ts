/** A value that is to go into an SQL text, by the name of its variable. */
export interface SqlValue {
  name: string;
  value: string;
}

/** A name within backticks, or a comment. */
type Within = '`' | '--' | '#' | '//' | '/*';

/** What encloses a string or bytes literal. */
export type Quote = "'" | '"' | "'''" | '"""';

export interface SqlLiteral {
  /** `r`, `b`, `rb`, …, as written; empty where there is none. */
  prefix: string;
  quote: Quote;
  parts: readonly (string | SqlValue)[];
  /** false: the SQL ends within it. */
  isClosed: boolean;
}

/** A part of an SQL text. Own code: parsers of SQL take whole statements, and this has to be right about any text. */
export type SqlSegment =
  | { kind: 'code'; text: string }
  /** A value outside of literals; `within` says whether in a name or a comment. */
  | { kind: 'value'; value: SqlValue; within: Within | '' }
  | { kind: 'literal'; literal: SqlLiteral };

const OPENING = /'''|"""|['"`#]|--|\/\/|\/\*/g;

/** Line breaks end comments, also the one of old Macs; `//` begins one in legacy SQL, and is an error in GoogleSQL. */
const ENDS: Readonly<Record<Within, RegExp>> = {
  '`': /`/g,
  '--': /[\n\r]/g,
  '#': /[\n\r]/g,
  '//': /[\n\r]/g,
  '/*': /\*\//g,
};

const PREFIX = /(?<!\w)(?:rb|br|r|b)$/i;

/**
 * Takes an SQL text with values in it apart, by the lexical rules of GoogleSQL (lexical structure and syntax), into code and
 * literals. Where legacy SQL differs, it knows no triple quotes: what is within them is within quotes there too.
 */
export function sqlSegments(parts: readonly (string | SqlValue)[]): SqlSegment[] {
  const segments: SqlSegment[] = [];
  let state: State = { within: '' };
  for (const part of parts) {
    if (typeof part !== 'string') {
      if (state.literal) state.literal.parts.push(part);
      else segments.push({ kind: 'value', value: part, within: state.within });
      continue;
    }
    for (let at = 0; at < part.length; ) {
      const piece = state.literal ? inLiteral(part, at, state.literal) : inCode(part, at, state.within);
      segments.push(...piece.segments.filter((segment) => segment.kind !== 'code' || segment.text !== ''));
      state = piece.state;
      at = piece.end;
    }
  }
  return state.literal ? [...segments, { kind: 'literal', literal: state.literal }] : segments;
}

type OpenLiteral = SqlLiteral & { parts: (string | SqlValue)[] };

interface State {
  within: Within | '';
  literal?: OpenLiteral;
}

interface Piece {
  segments: SqlSegment[];
  /** What comes after it is within. */
  state: State;
  end: number;
}

/** Up to the end of the literal, or of the text; a backslash takes the character after it along, in raw literals too. */
function inLiteral(text: string, from: number, literal: OpenLiteral): Piece {
  let at = from;
  while (at < text.length && !text.startsWith(literal.quote, at)) at += text[at] === '\\' ? 2 : 1;
  literal.parts.push(text.slice(from, at));
  if (at >= text.length) return { segments: [], state: { within: '', literal }, end: text.length };
  const closed: SqlSegment = { kind: 'literal', literal: { ...literal, isClosed: true } };
  return { segments: [closed], state: { within: '' }, end: at + literal.quote.length };
}

/** Up to where a literal, a name within backticks or a comment begins or ends. */
function inCode(text: string, from: number, within: Within | ''): Piece {
  const [found = '', index = text.length] = within === '' ? firstOf(OPENING, text, from) : endOf(within, text, from);
  const end = index + found.length;
  if (isQuote(found)) {
    const code = text.slice(from, index);
    const [prefix = ''] = PREFIX.exec(code) ?? [];
    const literal = { prefix, quote: found, parts: [], isClosed: false };
    const before = code.slice(0, code.length - prefix.length);
    return { segments: [{ kind: 'code', text: before }], state: { within: '', literal }, end };
  }
  const isOver = within !== '' && found !== '';
  const next = within === '' ? (found as Within | '') : isOver ? '' : within;
  return { segments: [{ kind: 'code', text: text.slice(from, end) }], state: { within: next }, end };
}

const isQuote = (text: string): text is Quote => /^['"]/.test(text);

type Found = readonly [text?: string, index?: number];

function firstOf(pattern: RegExp, text: string, from: number): Found {
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  return found ? [found[0], found.index] : [];
}

/** Names within backticks have the escapes of literals. */
function endOf(within: Within, text: string, from: number): Found {
  let found = firstOf(ENDS[within], text, from);
  while (found[1] !== undefined && within === '`' && isCut(text.slice(from, found[1])))
    found = firstOf(ENDS[within], text, found[1] + 1);
  return found;
}

/** Whether a backslash at the end of a text has nothing to escape yet. */
export const isCut = (text: string): boolean => /(?<!\\)(?:\\\\)*\\$/.test(text);

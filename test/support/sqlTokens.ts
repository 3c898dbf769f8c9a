/** A token of GoogleSQL; `value` is what a literal stands for, bytes as one character each. */
export interface SqlToken {
  kind: 'string' | 'bytes' | 'word' | 'name' | 'symbol';
  value: string;
}

const SKIPPED = /\s+|(?:--|#|\/\/)[^\n\r]*|\/\*[\s\S]*?\*\//y;
const LITERAL_START = /(rb|br|r|b)?('''|"""|'|")/iy;
const WORD = /[\p{L}\p{M}\p{N}_$@]+/uy;

/**
 * The tokens of an SQL text, by the lexical rules of GoogleSQL (lexical structure and syntax: literals, escape sequences, comments), but
 * for those of numbers. Throws where a literal or a comment does not end, or an escape is none.
 */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (let at = 0; at < sql.length; ) {
    const skipped = match(SKIPPED, sql, at);
    if (skipped) {
      at += skipped[0].length;
      continue;
    }
    if (sql.startsWith('/*', at)) throw new Error('a comment does not end');
    const start = match(LITERAL_START, sql, at);
    const token = start ? literal(sql, at + start[0].length, start) : (quotedName(sql, at) ?? other(sql, at));
    tokens.push(token.token);
    at = token.end;
  }
  return tokens;
}

interface Read {
  token: SqlToken;
  end: number;
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function literal(sql: string, from: number, [, prefix = '', quote = '']: RegExpExecArray): Read {
  const isRaw = /r/i.test(prefix);
  const isBytes = /b/i.test(prefix);
  let value = '';
  let at = from;
  while (!sql.startsWith(quote, at)) {
    const [character] = sql.slice(at, at + 2);
    if (character === undefined) throw new Error('a literal does not end');
    if (quote.length === 1 && /[\n\r]/.test(character)) throw new Error('a line break within a literal');
    const read =
      character === '\\' ? escapeAt(sql, at, { isRaw, isBytes }) : { value: character, end: at + character.length };
    value += character === '\\' || !isBytes ? read.value : Buffer.from(read.value).toString('latin1');
    at = read.end;
  }
  return { token: { kind: isBytes ? 'bytes' : 'string', value }, end: at + quote.length };
}

const SIMPLE: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
  ...{ '\\': '\\', '?': '?', '"': '"', "'": "'", '`': '`' },
};
const CODED = /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([0-3][0-7]{2}))/iy;

function escapeAt(sql: string, at: number, { isRaw, isBytes }: { isRaw: boolean; isBytes: boolean }) {
  const next = sql[at + 1];
  if (next === undefined) throw new Error('a literal does not end');
  if (isRaw) return { value: `\\${next}`, end: at + 2 };
  const simple = SIMPLE[next];
  if (simple !== undefined) return { value: simple, end: at + 2 };
  const [whole = '', hex, unicode, long, octal] = match(CODED, sql, at) ?? [];
  const digits = hex ?? unicode ?? long;
  if (whole === '' || (isBytes && (unicode ?? long) !== undefined))
    throw new Error(`${sql.slice(at, at + 10)} is no escape`);
  return {
    value: String.fromCodePoint(Number.parseInt(digits ?? octal ?? '', digits ? 16 : 8)),
    end: at + whole.length,
  };
}

function quotedName(sql: string, at: number): Read | undefined {
  if (sql[at] !== '`') return undefined;
  const end = sql.indexOf('`', at + 1);
  if (end < 0) throw new Error('a name does not end');
  return { token: { kind: 'name', value: sql.slice(at + 1, end) }, end: end + 1 };
}

function other(sql: string, at: number): Read {
  const [word] = match(WORD, sql, at) ?? [];
  const value = word ?? sql.slice(at, at + 1);
  return { token: { kind: word === undefined ? 'symbol' : 'word', value }, end: at + value.length };
}

import { type Position, syntaxError } from '../model/errors.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '?': '?',
  '"': '"',
  "'": "'",
  '`': '`',
};

const ESCAPE = /\\(?:([0-7]{3})|[xX]([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))/g;

interface Quoted {
  text: string;
  /** How long it is as written. */
  length: number;
}

/**
 * Reads a string, a bytes literal or a quoted name; `opening` is its prefix and opening quote.
 * Escapes: https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical#escape_sequences
 */
export function readQuoted(sql: string, start: number, opening: string, at: Position): Quoted {
  const prefix = opening.match(/^[rRbB]*/)?.[0].toLowerCase() ?? '';
  const quote = opening.slice(prefix.length);
  const from = start + opening.length;
  const to = closing(sql, from, quote);
  if (to === undefined) throw syntaxError(unclosed(prefix, quote), at);
  const raw = sql.slice(from, to);
  const text = prefix.includes('r') ? raw : decode(raw, at);
  return { text: prefix.includes('b') ? latin1(raw, text) : text, length: to + quote.length - start };
}

function closing(sql: string, from: number, quote: string): number | undefined {
  for (let at = from; at < sql.length; at++) {
    if (sql[at] === '\\') at += 1;
    else if (sql.startsWith(quote, at)) return at;
    else if (sql[at] === '\n' && quote.length === 1) return undefined;
  }
  return undefined;
}

function unclosed(prefix: string, quote: string): string {
  if (quote === '`') return 'Unclosed identifier literal';
  const kind = prefix.includes('b') ? 'bytes' : 'string';
  return `Unclosed ${quote.length === 3 ? 'triple-quoted ' : ''}${prefix.includes('r') ? 'raw ' : ''}${kind} literal`;
}

function decode(raw: string, at: Position): string {
  return raw.replace(ESCAPE, (whole, octal, hex, short, long, simple) => {
    if (octal) return String.fromCharCode(Number.parseInt(octal, 8));
    const code = hex ?? short ?? long;
    if (code) return String.fromCodePoint(Number.parseInt(code, 16));
    const known = SIMPLE[simple];
    if (known === undefined) throw syntaxError(`Illegal escape sequence: ${whole}`, at);
    return known;
  });
}

/** Bytes are kept one character a byte: escapes are bytes already, what was written out is UTF-8. */
const latin1 = (raw: string, text: string): string =>
  /[^\0-\x7f]/.test(raw) ? Buffer.from(text, 'utf8').toString('latin1') : text;

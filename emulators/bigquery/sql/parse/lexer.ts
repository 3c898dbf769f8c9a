import { type Position, syntaxError } from '../model/errors.ts';
import { readQuoted } from './readQuoted.ts';

/** `name` is an unquoted identifier or keyword, `quoted` one in backticks, `parameter` is `@name` or `?`, `variable` is `@@name`. */
export type TokenKind = 'name' | 'quoted' | 'string' | 'bytes' | 'number' | 'parameter' | 'variable' | 'symbol' | 'end';

export interface Token extends Position {
  kind: TokenKind;
  /** As written; of strings, bytes (as latin-1) and quoted names the content; of parameters the name. */
  text: string;
  /** `text` in capitals for names and symbols, else empty: what keywords are compared with. */
  key: string;
  /** Offsets into the statement. */
  start: number;
  end: number;
}

const SPACE = /(?:\s+|--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const NAME = /[A-Za-z_]\w*/y;
const NUMBER = /0[xX][0-9A-Fa-f]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const STRING = /(?:[rR][bB]?|[bB][rR]?)?(?:"""|'''|"|')/y;
const PARAMETER = /@@[A-Za-z_][\w.]*|@[A-Za-z_]\w*|\?/y;
const SYMBOL = /<=|>=|!=|<>|\|\||=>|<<|>>|@@?|[^\w\s]/y;

/**
 * The tokens of a statement, comments and white space left out, the last one of kind `end`.
 *
 * @throws SqlError for what is no token, such as a string that does not end.
 */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  const place = positions(sql);
  for (let at = skip(sql, 0); at < sql.length; ) {
    const token = tokenAt(sql, at, place(at));
    tokens.push(token);
    at = skip(sql, token.end);
  }
  tokens.push({ kind: 'end', text: '', key: '', start: sql.length, end: sql.length, ...endOf(sql, place) });
  return tokens;
}

/** BigQuery points at the end of the last line that is not blank. */
function endOf(sql: string, place: (offset: number) => Position): Position {
  return place(sql.trimEnd().length);
}

function match(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

const skip = (sql: string, at: number): number => at + (match(SPACE, sql, at)?.length ?? 0);

function tokenAt(sql: string, start: number, at: Position): Token {
  const make = (kind: TokenKind, text: string, length: number, key = ''): Token => ({
    kind,
    text,
    key,
    start,
    end: start + length,
    ...at,
  });
  const opening = match(STRING, sql, start);
  if (opening) {
    const { text, length } = readQuoted(sql, start, opening, at);
    return make(/b/i.test(opening) ? 'bytes' : 'string', text, length);
  }
  if (sql[start] === '`') {
    const { text, length } = readQuoted(sql, start, '`', at);
    if (text === '') throw syntaxError('Invalid empty identifier', at);
    return make('quoted', text, length);
  }
  if (sql.startsWith('/*', start)) throw syntaxError('Unclosed comment', at);
  return plainToken(sql, start, at, make);
}

function plainToken(
  sql: string,
  start: number,
  at: Position,
  make: (kind: TokenKind, text: string, length: number, key?: string) => Token,
): Token {
  const name = match(NAME, sql, start);
  if (name) return make('name', name, name.length, name.toUpperCase());
  const number = match(NUMBER, sql, start);
  if (number) return make('number', number, number.length);
  const parameter = match(PARAMETER, sql, start);
  if (parameter) {
    const kind = parameter.startsWith('@@') ? 'variable' : 'parameter';
    return make(kind, parameter.replace(/^@+/, ''), parameter.length);
  }
  const symbol = match(SYMBOL, sql, start);
  if (symbol) return make('symbol', symbol, symbol.length, symbol);
  throw syntaxError(`Illegal input character ${JSON.stringify(sql[start] ?? '')}`, at);
}

/** Finds line and column of an offset; tabs stop at every eighth column, as in BigQuery. */
function positions(sql: string): (offset: number) => Position {
  let last = 0;
  let line = 1;
  let column = 1;
  return (offset) => {
    for (; last < offset; last++) {
      const character = sql[last];
      if (character === '\n') {
        line += 1;
        column = 1;
      } else {
        column = character === '\t' ? column + 8 - ((column - 1) % 8) : column + 1;
      }
    }
    return { line, column };
  };
}

import type { Expression, Name, Query, SqlType } from '../model/ast.ts';
import { type SqlError, syntaxError } from '../model/errors.ts';
import type { Token } from './lexer.ts';
import { RESERVED } from './reserved.ts';

/** The rules of the grammar that refer to each other across files. */
export interface Grammar {
  expression(cursor: Cursor): Expression;
  query(cursor: Cursor): Query;
  type(cursor: Cursor): SqlType;
}

/** A place in a list of tokens, and the ways to move on. */
export class Cursor {
  readonly source: string;
  readonly grammar: Grammar;
  readonly #tokens: readonly Token[];
  #at = 0;
  /** How many `?` came so far. */
  #positional = 0;

  constructor(source: string, tokens: readonly Token[], grammar: Grammar) {
    this.source = source;
    this.#tokens = tokens;
    this.grammar = grammar;
  }

  get token(): Token {
    return this.peek(0);
  }

  get atEnd(): boolean {
    return this.token.kind === 'end';
  }

  peek(ahead: number): Token {
    const token = this.#tokens[this.#at + ahead] ?? this.#tokens.at(-1);
    if (!token) throw new Error('A list of tokens ends with one of kind end');
    return token;
  }

  /** Whether the next tokens are these keywords or symbols. */
  is(...keys: readonly string[]): boolean {
    return keys.every((key, ahead) => this.peek(ahead).key === key);
  }

  isAny(...keys: readonly string[]): boolean {
    return keys.includes(this.token.key) && this.token.key !== '';
  }

  next(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  /** Moves on if the next tokens are these. */
  accept(...keys: readonly string[]): boolean {
    if (!this.is(...keys)) return false;
    this.#at += keys.length;
    return true;
  }

  /** Moves on if the next token is one of these, and says which. */
  acceptAny<K extends string>(...keys: readonly K[]): K | undefined {
    const found = keys.find((key) => key === this.token.key);
    if (found) this.#at += 1;
    return found;
  }

  expect(...keys: readonly string[]): Token {
    const first = this.token;
    for (const key of keys) {
      if (this.token.key !== key) throw this.expected(/\w/.test(key) ? `keyword ${key}` : `"${key}"`);
      this.#at += 1;
    }
    return first;
  }

  /** An identifier: quoted, or no reserved word. */
  name(): Name {
    const { token } = this;
    if (!this.isName()) throw this.expected('identifier');
    this.#at += 1;
    return { text: token.text, line: token.line, column: token.column };
  }

  isName(ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'quoted' || (token.kind === 'name' && !RESERVED.has(token.key));
  }

  /** After a dot any word will do. */
  anyName(): Name {
    const { token } = this;
    if (token.kind !== 'quoted' && token.kind !== 'name') throw this.expected('identifier');
    this.#at += 1;
    return { text: token.text, line: token.line, column: token.column };
  }

  string(): string {
    if (this.token.kind !== 'string') throw this.expected('string literal');
    return this.next().text;
  }

  /** `item (, item)*` */
  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.accept(',')) items.push(item());
    return items;
  }

  /** `( inside )` */
  parenthesized<T>(inside: () => T): T {
    this.expect('(');
    const result = inside();
    this.expect(')');
    return result;
  }

  nextPositional(): number {
    return this.#positional++;
  }

  /** Takes the second half of a `>>` that closes two types at once. */
  closeAngle(): void {
    if (this.token.key !== '>>') {
      this.expect('>');
      return;
    }
    const { token } = this;
    token.key = '>';
    token.text = '>';
    token.start += 1;
    token.column += 1;
  }

  expected(what: string): SqlError {
    return syntaxError(`Expected ${what} but got ${describe(this.token)}`, this.token);
  }

  unexpected(): SqlError {
    const { token } = this;
    return token.kind === 'end'
      ? syntaxError('Unexpected end of script', token)
      : syntaxError(`Unexpected ${describe(token)}`, token);
  }
}

function describe(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'end of script';
    case 'name':
      return RESERVED.has(token.key) ? `keyword ${token.key}` : `identifier "${token.text}"`;
    case 'quoted':
      return `identifier \`${token.text}\``;
    case 'string':
      return `string literal ${JSON.stringify(token.text)}`;
    case 'bytes':
      return `bytes literal b${JSON.stringify(token.text)}`;
    case 'number':
      return /[.eE]/.test(token.text) ? `floating point literal "${token.text}"` : `integer literal "${token.text}"`;
    case 'parameter':
      return '"@"';
    case 'variable':
      return '"@@"';
    case 'symbol':
      return `"${token.text}"`;
  }
}

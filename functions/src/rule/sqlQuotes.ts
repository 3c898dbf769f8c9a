/** The quote that an SQL text is within: `'`, `"`, a backtick, three of the first two; empty outside. */
export type Quote = '' | "'" | '"' | '`' | "'''" | '"""';

const OPENING = /'''|"""|['"`]/g;

/** The quote that one is within after a piece of GoogleSQL, given the one before it. */
export function quoteAfter(sql: string, before: Quote): Quote {
  let quote = before;
  let at = 0;
  while (at < sql.length) {
    if (quote === '') {
      OPENING.lastIndex = at;
      const found = OPENING.exec(sql);
      if (!found) return '';
      quote = found[0] as Quote;
      at = found.index + quote.length;
    } else if (sql[at] === '\\') {
      at += 2;
    } else if (sql.startsWith(quote, at)) {
      at += quote.length;
      quote = '';
    } else {
      at++;
    }
  }
  return quote;
}

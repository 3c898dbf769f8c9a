/** What an SQL text is within: `'`, `"`, a backtick, three of the first two, or a comment; empty outside. */
export type Quote = '' | "'" | '"' | '`' | "'''" | '"""' | '--' | '#' | '/*';

const OPENING = /'''|"""|['"`#]|--|\/\*/g;

/** Comments end in their own ways, and know no escapes: an apostrophe in one opens nothing. */
const COMMENT_END: Readonly<Partial<Record<Quote, string>>> = { '--': '\n', '#': '\n', '/*': '*/' };

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
    } else if (sql[at] === '\\' && COMMENT_END[quote] === undefined) {
      at += 2;
    } else if (sql.startsWith(COMMENT_END[quote] ?? quote, at)) {
      at += (COMMENT_END[quote] ?? quote).length;
      quote = '';
    } else {
      at++;
    }
  }
  return quote;
}

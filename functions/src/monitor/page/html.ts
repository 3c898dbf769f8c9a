import { html } from 'hono/html';

/** A piece of the page, escaped. */
export type Html = ReturnType<typeof html>;

/** What stands within a piece: text, which is escaped there, or another piece. */
export type Content = Html | string | number | readonly Content[];

/** Format and control characters: nobody sees them, and some turn around what stands after them. Line breaks and tabs are none of those. */
const UNSEEN = /(?<unseen>[\p{Cf}\u2028\u2029]|(?![\n\t])\p{Cc})/u;

const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/**
 * Text that somebody else wrote: names of files, tables and rules, and errors. A character that would not be seen is shown by its
 * code, and kept from what stands beside it; whoever copies the text gets the character itself.
 */
export function shown(text: string): Content {
  const parts = text.split(UNSEEN);
  if (parts.length === 1) return text;
  return parts.map((part, index) =>
    index % 2 === 1 ? html`<bdi class="unseen" data-code="${codeOf(part)}">${part}</bdi>` : part,
  );
}

/** The same where there can be no markup, as in a title. */
export const plain = (text: string): string =>
  text
    .split(UNSEEN)
    .map((part, n) => (n % 2 ? codeOf(part) : part))
    .join('');

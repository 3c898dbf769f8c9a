import { html } from 'hono/html';
import { codeOf, UNSEEN } from '../../common/unseen.ts';

/** A piece of the page, escaped. */
export type Html = ReturnType<typeof html>;

/** What stands within a piece: text, which is escaped there, or another piece. */
export type Content = Html | string | number | readonly Content[];

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

/** Format and control characters: nobody sees them, and some turn around what stands after them. Line breaks and tabs are none of those. */
export const UNSEEN = /(?<unseen>[\p{Cf}\u2028\u2029]|(?![\n\t])\p{Cc})/u;

export const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Text that somebody else may have written, a character that would not be seen being shown by its code. */
export const plain = (text: string): string =>
  text
    .split(UNSEEN)
    .map((part, n) => (n % 2 ? codeOf(part) : part))
    .join('');

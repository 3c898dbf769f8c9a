import { plain } from '../../src/common/unseen.ts';

/**
 * What is said on a terminal, which obeys control characters: names and errors are others' words, and one who uploads a file
 * is not to write over what is said of it.
 */
export const say = (text: string): void => console.log(plain(text));

/** The same beside what a tool may read. */
export const sayAside = (text: string): void => console.error(plain(text));

/** For tools. What would not be seen is written by its escape, which reads back as the same character. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(/[\p{Cf}\u2028\u2029\u007f-\u009f]/gu, (character) =>
    Array.from({ length: character.length }, (_, n) => escapeOf(character.charCodeAt(n))).join(''),
  );

const escapeOf = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

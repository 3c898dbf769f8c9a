const DELIMITERS = ' \t\n\r\f\v[](){}/|<>!?@"^#$&~_,.:;*%+-';

/** INITCAP: the first letter of each word in capitals, the others small. */
export function capitalized(text: string, delimiters = DELIMITERS): string {
  let starts = true;
  return Array.from(text, (letter) => {
    const result = starts ? oneFor(letter, letter.toUpperCase()) : oneFor(letter, letter.toLowerCase());
    starts = delimiters.includes(letter);
    return result;
  }).join('');
}

/** Letter by letter: what would become several stays. */
const oneFor = (letter: string, other: string): string => (Array.from(other).length === 1 ? other : letter);

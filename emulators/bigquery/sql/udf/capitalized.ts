const DELIMITERS = ' \t\n\r\f\v[](){}/|<>!?@"^#$&~_,.:;*%+-';

/** INITCAP: the first letter of each word in capitals, the others small. */
export function capitalized(text: string, delimiters = DELIMITERS): string {
  let starts = true;
  return Array.from(text, (letter) => {
    const result = starts ? letter.toUpperCase() : letter.toLowerCase();
    starts = delimiters.includes(letter);
    return result;
  }).join('');
}

export interface Word {
  upper: string;
  start: number;
  end: number;
}

/** Comments, texts and quoted names, which hold no keywords; then words and signs. */
const TOKEN =
  /(?:--|#)[^\n]*|\/\*[\s\S]*?\*\/|[rRbB]{0,2}(?:'''(?:\\[\s\S]|[^\\])*?'''|"""(?:\\[\s\S]|[^\\])*?"""|'(?:\\[\s\S]|[^\\'\n])*'|"(?:\\[\s\S]|[^\\"\n])*")|`(?:\\[\s\S]|[^\\`])*`|[\p{L}_][\p{L}\p{N}_]*|\|>|\|\||[^\s]/gu;

/** The words and signs of a text, without its comments; texts and quoted names are words that are no keyword. */
export const words = (text: string): Word[] =>
  [...text.matchAll(TOKEN)]
    .filter(([token]) => !/^(?:--|#|\/\*)/.test(token))
    .map((match) => ({ upper: match[0].toUpperCase(), start: match.index, end: match.index + match[0].length }));

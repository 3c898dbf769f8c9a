/** Where in a file BigQuery found what is wrong with it; null what it does not tell. */
export interface ErrorSpot {
  /** From 1. */
  line: number | null;
  /** The byte at which the bad row begins, from 0. */
  position: number | null;
  column: string | null;
}

/** Each pattern is of texts that are recorded among the test fixtures (`fileErrors`). The first that matches counts. */
const LINES = [/\bline_number: (\d+)/];
const POSITIONS = [
  /\bbyte_offset_to_start_of_line: (\d+)/,
  /\b(?:row|line) starting at position:? ?(\d+)/,
  /\blocation (\d+)/,
];
const COLUMNS = [
  /\bcolumn_name: "([^"]+)"/,
  /\b(?:No such|Missing required) field: ([^\s;]+?)\.?(?= File: |$)/,
  /\b(?:Multiple definition of|for non-repeated|for repeated|for non-record) field:? ([^\s;.]+)/,
  /\bField: ([^\s;]+?)(?:\.|;|$)/,
  /\bField (\S+?):? (?:has changed|is missing)/,
  /\bcolumn '([^']+)'/,
];

/** What a text of BigQuery's says about the place of an error. Its words are not documented: what is not known is left out. */
export function errorSpot(text: string): ErrorSpot {
  const line = first(LINES, text);
  const position = first(POSITIONS, text);
  return {
    line: line === undefined ? null : Number(line),
    position: position === undefined ? null : Number(position),
    column: first(COLUMNS, text) ?? null,
  };
}

function first(patterns: readonly RegExp[], text: string): string | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

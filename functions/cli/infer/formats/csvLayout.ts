import { columnOfTexts } from './columnOfTexts.ts';
import { textType } from './textType.ts';

/** Where the rows of a CSV file begin, and what the columns are called. */
export interface Layout {
  /** How many columns most rows have. */
  width: number;
  /** Rows before the data, that with the names included. */
  skip: number;
  /** As they are written; none where no row holds names. */
  names: readonly string[];
  notes: readonly string[];
}

/** Rows before the data may be titles or remarks of other lengths; the first of the usual length may hold the names. */
export function headerOf(rows: readonly string[][]): Layout {
  const width = usualWidth(rows);
  const begin = Math.max(
    rows.findIndex((row) => row.length === width),
    0,
  );
  const [first = [], ...rest] = rows.slice(begin);
  const remarks =
    begin === 0
      ? []
      : [
          `${begin === 1 ? 'a line comes' : `${begin} lines come`} before the table, and ${begin === 1 ? 'is' : 'are'} skipped`,
        ];
  const verdict = holdsNames(first, rest);
  const names = verdict === 'no' ? [] : first;
  const told = {
    yes: [],
    no: ['no row holds names: give the columns their names'],
    maybe: ['the first row is taken for names, though all values below are texts as well: decide'],
  };
  return { width, skip: begin + (verdict === 'no' ? 0 : 1), names, notes: [...remarks, ...told[verdict]] };
}

function usualWidth(rows: readonly string[][]): number {
  const counts = Map.groupBy(
    rows.filter((row) => row.some((text) => text !== '')),
    (row) => row.length,
  );
  const [usual] = [...counts].toSorted(([, a], [, b]) => b.length - a.length);
  return usual?.[0] ?? 0;
}

function holdsNames(first: readonly string[], rest: readonly string[][]): 'yes' | 'no' | 'maybe' {
  const named = first.filter((text) => text.trim() !== '');
  const isUnique = new Set(named.map((text) => text.toLowerCase())).size === named.length;
  // A trailing delimiter leaves a column without a name; more than one is no header.
  if (named.length < first.length - 1 || named.some((text) => textType(text) !== 'STRING')) return 'no';
  if (rest.length === 0) return 'maybe';
  const differs = first.some((_, index) => columnOfTexts(rest.map((row) => row[index] ?? '')).type !== 'STRING');
  if (differs) return 'yes';
  const recurs = first.some((text, index) => rest.some((row) => row[index] === text));
  const looksLikeNames = named.every((text) => /^[\p{L}_][\p{L}\p{N}_ .#/()-]{0,63}$/u.test(text));
  return isUnique && !recurs && looksLikeNames ? 'maybe' : 'no';
}

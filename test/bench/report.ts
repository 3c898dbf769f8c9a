/** One line of a table: a column's heading and what stands in it. Numbers are kept as measured and rounded only in print. */
export type Row = Readonly<Record<string, string | number>>;

/** What a part of the bench has measured, as one table. */
export interface Report {
  title: string;
  rows: readonly Row[];
  /** What a reader has to know to take the numbers for what they are. */
  notes?: readonly string[];
}

const small = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });
const medium = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const large = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

function formatted(value: string | number | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  const size = Math.abs(value);
  return (size < 1 ? small : size < 1000 ? medium : large).format(value);
}

/** The report as text: a title, a table with its columns aligned, and the notes below. */
export function printed({ title, rows, notes = [] }: Report): string {
  const headings = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [headings, ...rows.map((row) => headings.map((heading) => formatted(row[heading])))];
  const widths = headings.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const isNumber = headings.map((heading) => rows.every((row) => typeof row[heading] !== 'string'));
  const lines = cells.map((line) =>
    line
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return ['', title, '', lines[0], rule, ...lines.slice(1), '', ...notes.map((note) => `  ${note}`)].join('\n');
}

/** The value below which this share of the numbers lies. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

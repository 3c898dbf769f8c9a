import type { TableField } from '../../../functions/src/model/table.ts';
import type { Feature, Joined, Row } from './feature.ts';

/** The rows that a feature makes of those of a temporary table, each with what is joined to it. */
export function expectedRows(feature: Feature, rows: readonly Row[]): Joined[] {
  const wanted = rows.filter((row) => feature.criteria?.holds(row) ?? true);
  const kept = feature.unique ? firstOfEachKey(feature.unique, wanted) : wanted;
  let joined: Joined[] = kept.map((row) => ({ row, sides: {} }));
  for (const { input, rows: sideRows, on } of feature.sides ?? []) {
    joined = joined.flatMap(({ row, sides }) => {
      const found = sideRows.filter((side) => on(row, side));
      const partners = found.length > 0 || input.inner ? found : [null];
      return partners.map((side) => ({ row, sides: { ...sides, [input.alias]: side } }));
    });
  }
  return joined;
}

function firstOfEachKey({ key, order }: NonNullable<Feature['unique']>, rows: readonly Row[]): Row[] {
  const groups = Map.groupBy(rows, (row) => JSON.stringify(key(row)));
  return [...groups.values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => (order?.compare(a, b) ?? 0) || compareText(content(a), content(b)));
    return sorted.slice(0, 1);
  });
}

/** Rows are made with their columns in the table's order. */
const content = (row: Row): string => JSON.stringify(row);

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The row as a table with these columns gets it. */
export function projected({ transform = {} }: Feature, joined: Joined, columns: readonly TableField[]): Row {
  const entries = columns.map(({ name, mode }) => {
    const given = transform[name];
    if (given) return [name, given.value(joined)] as const;
    return [name, joined.row[name] ?? (mode === 'REPEATED' ? [] : null)] as const;
  });
  return Object.fromEntries(entries);
}

import { validColumnName } from '../../src/rule/columnName.ts';

/** What files are called that differ only in numbers and dates: `Orders-2026-01-31.csv.gz` → `orders`. */
export const stemOf = (file: string): string =>
  validColumnName(
    file
      .replace(/\..*$/s, '')
      .replace(/(?<![a-z])\d[\d\s_.-]*|[-_.\s]+\d[\d\s_.-]*$/gi, ' ')
      .trim(),
  ).toLowerCase();

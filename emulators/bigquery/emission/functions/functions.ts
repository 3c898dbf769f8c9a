import { ARRAYS } from './arrays.ts';
import { CONDITIONS } from './conditions.ts';
import { DATES } from './dates.ts';
import { JSON_FUNCTIONS } from './json.ts';
import { NUMBERS } from './numbers.ts';
import type { Signature } from './signature.ts';
import { STRINGS } from './strings.ts';
import { TIMES, withInterval } from './times.ts';

/** The functions and operators that are known to be the same in DuckDB, by the names that GoogleSQL resolves them to. */
export const FUNCTIONS: Readonly<Record<string, readonly Signature[]>> = {
  ...CONDITIONS,
  ...NUMBERS,
  ...STRINGS,
  ...ARRAYS,
  ...JSON_FUNCTIONS,
  ...DATES,
  ...TIMES,
  string: [...(JSON_FUNCTIONS['string'] ?? []), ...(TIMES['string'] ?? [])],
  $add: [...(NUMBERS['$add'] ?? []), ...withInterval('+')],
  $subtract: [...(NUMBERS['$subtract'] ?? []), ...withInterval('-')],
};

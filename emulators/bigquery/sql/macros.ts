import { CAST_MACROS } from './macros/casts.ts';
import { DATE_MACROS } from './macros/dates.ts';
import { JSON_MACROS } from './macros/json.ts';
import { LIST_MACROS } from './macros/lists.ts';
import { NUMBER_MACROS } from './macros/numbers.ts';
import { TEXT_MACROS } from './macros/texts.ts';

/**
 * The macros that translated statements call, to be run in this order on each DuckDB instance after `registerFunctions`. They live in
 * its default catalog. A macro with several bodies is chosen by the types of its arguments.
 */
export const macros: readonly string[] = [
  ...TEXT_MACROS,
  ...CAST_MACROS,
  ...NUMBER_MACROS,
  ...DATE_MACROS,
  ...LIST_MACROS,
  ...JSON_MACROS,
];

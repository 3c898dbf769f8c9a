import { quoteName } from '../../schema/names.ts';
import { fail } from '../macros/macro.ts';

/**
 * A condition that holds, or fails as BigQuery does, where a row of the target has several in the source. `matches` is the FROM clause
 * of the pairs. DuckDB would let one of them win.
 */
export function singleMatch(matches: string, alias: string): string {
  const message = "'UPDATE/MERGE must match at most one source row for each target row'";
  return `(CASE WHEN EXISTS (SELECT 1 ${matches} GROUP BY ${quoteName(alias)}.rowid HAVING count(*) > 1) THEN ${fail(message, 'BOOLEAN')} ELSE TRUE END)`;
}

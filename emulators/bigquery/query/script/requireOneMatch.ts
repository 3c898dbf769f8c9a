import type { Session } from '../../engine/session.ts';
import { SqlError } from '../../errors/sqlError.ts';
import { ROW } from '../../evaluation/prepareStatement.ts';
import { quoteName } from '../../schema/names.ts';

/** @throws SqlError, BigQuery's, where several rows of a source would change one row */
export async function requireOneMatch(session: Session, table: string): Promise<void> {
  const row = quoteName(ROW);
  const several = await session.rows(`SELECT ${row} FROM ${table} GROUP BY ${row} HAVING count(*) > 1 LIMIT 1`);
  if (several.length > 0) throw new SqlError('UPDATE/MERGE must match at most one source row for each target row');
}

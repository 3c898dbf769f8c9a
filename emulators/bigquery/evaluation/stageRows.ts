import type { RowProto } from '../../googlesql/messages.ts';
import type { Session } from '../engine/session.ts';
import { columnSql } from '../schema/duckType.ts';
import type { Field } from '../schema/field.ts';
import { quoteName } from '../schema/names.ts';
import { appendedType } from './appendedType.ts';
import { fromValue } from './fromValue.ts';

let count = 0;

/** Puts rows into a temporary table of the session. Returns its name, for DuckDB. */
export async function stageRows(
  session: Session,
  fields: readonly Field[],
  rows: readonly RowProto[],
): Promise<string> {
  const name = `evaluated ${++count}`;
  const sql = `temp.main.${quoteName(name)}`;
  const columns = fields.length === 0 ? '"none" INTEGER' : fields.map(columnSql).join(', ');
  await session.run(`CREATE TEMP TABLE ${quoteName(name)} (${columns})`);
  if (fields.length === 0) return sql;
  const types = fields.map(appendedType);
  const appender = await session.connection.createAppender(name, 'main', 'temp');
  for (const { cell } of rows) {
    for (const [index, field] of fields.entries()) {
      const value = fromValue(field, cell[index]);
      if (value === null) appender.appendNull();
      else appender.appendValue(value, types[index]);
    }
    appender.endRow();
  }
  appender.closeSync();
  return sql;
}

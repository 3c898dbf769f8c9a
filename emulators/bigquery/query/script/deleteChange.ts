import { child, flatten, namesOf, rangeOf } from '../../../googlesql/nodes.ts';
import { sourceOf } from '../../../googlesql/source.ts';
import type { Session } from '../../engine/session.ts';
import { quoted, ROW } from '../../evaluation/prepareStatement.ts';
import { stageRows } from '../../evaluation/stageRows.ts';
import { quoteName } from '../../schema/names.ts';
import type { DmlChange } from '../../sql/model/types.ts';
import type { Change } from './change.ts';
import { rowsOfText, TARGET } from './rowsOfText.ts';

/** DELETE: a query says which rows, by DuckDB's rowid. */
export async function deleteChange(change: Change, session: Session): Promise<DmlChange> {
  const { statement, sql, target } = change;
  const node = flatten(statement.node);
  const where = statement.source.slice(rangeOf(node['where']));
  const alias = child(node, 'alias');
  const identifier = alias && child(alias, 'identifier');
  const path = child(node, 'targetPath');
  const name = identifier ? String(identifier['idString']) : path && namesOf(path).join('.').split('.').at(-1);
  const source = sourceOf(`SELECT ${quoted(ROW)} FROM ${TARGET} AS ${quoted(name ?? '')} WHERE ${where}`);
  const rows = await rowsOfText(change, { source, session, tables: new Map([[TARGET, target]]) });
  const staged = await stageRows(session, [{ name: ROW, type: 'INTEGER', mode: 'NULLABLE' }], rows);
  const count = await session.run(
    `DELETE FROM ${sql} USING ${staged} AS staged WHERE ${sql}.rowid = staged.${quoteName(ROW)}`,
  );
  return { deletedRowCount: String(count) };
}

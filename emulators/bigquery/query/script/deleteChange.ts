import { flatten, rangeOf } from '../../../googlesql/nodes.ts';
import { sourceOf } from '../../../googlesql/source.ts';
import type { Session } from '../../engine/session.ts';
import { quoted, ROW } from '../../evaluation/prepareStatement.ts';
import { quoteName } from '../../schema/names.ts';
import type { Change } from './change.ts';
import { aliasOf } from './mergeClauses.ts';
import { rowsOfText, TARGET } from './rowsOfText.ts';
import type { DmlChange } from './statement.ts';

/** DELETE: a query says which rows, by DuckDB's rowid. */
export async function deleteChange(change: Change, session: Session): Promise<DmlChange> {
  const { statement, sql, target } = change;
  const node = flatten(statement.node);
  const where = statement.source.slice(rangeOf(node['where']));
  const name = quoted(aliasOf(node, 'targetPath') ?? '');
  const source = sourceOf(`SELECT ${quoted(ROW)} FROM ${TARGET} AS ${name} WHERE ${where}`);
  const { table } = await rowsOfText(change, { source, session, tables: new Map([[TARGET, target]]) });
  const count = await session.run(
    `DELETE FROM ${sql} USING ${table} AS staged WHERE ${sql}.rowid = staged.${quoteName(ROW)}`,
  );
  return { deletedRowCount: String(count) };
}

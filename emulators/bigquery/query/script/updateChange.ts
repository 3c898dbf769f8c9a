import { child, flatten, rangeOf } from '../../../googlesql/nodes.ts';
import { sourceOf } from '../../../googlesql/source.ts';
import type { Session } from '../../engine/session.ts';
import { unsupportedSql } from '../../errors/sqlError.ts';
import { quoted, ROW } from '../../evaluation/prepareStatement.ts';
import { quoteName } from '../../schema/names.ts';
import { typeName } from '../../schema/typeName.ts';
import { assignmentsOf } from './assignments.ts';
import type { Change } from './change.ts';
import { aliasOf } from './mergeClauses.ts';
import { requireOneMatch } from './requireOneMatch.ts';
import { rowsOfText, TARGET } from './rowsOfText.ts';
import type { DmlChange } from './statement.ts';

/** UPDATE by a query that says which rows, by DuckDB's rowid, and what their columns become. */
export async function updateChange(change: Change, session: Session): Promise<DmlChange> {
  const { statement, sql, target } = change;
  const node = flatten(statement.node);
  const items = child(node, 'updateItemList');
  const name = aliasOf(node, 'targetPath') ?? '';
  const values = items && assignmentsOf(items, { source: statement.source, fields: target.fields, alias: name });
  if (!values) throw unsupportedSql('nested DML over tables of this size');
  const fields = target.fields.filter((field) => values.has(field.name.toUpperCase()));
  const columns = fields.map(
    (field) => `CAST((${values.get(field.name.toUpperCase())}) AS ${typeName(field, quoted)}) AS ${quoted(field.name)}`,
  );
  const from = child(node, 'fromClause');
  const others = from && child(from, 'tableExpression');
  const source = sourceOf(
    `SELECT ${[`${quoted(name)}.${quoted(ROW)}`, ...columns].join(', ')}
FROM ${TARGET} AS ${quoted(name)}${others ? `, ${statement.source.slice(rangeOf(others))}` : ''}
WHERE ${statement.source.slice(rangeOf(node['where']))}`,
  );
  const { table } = await rowsOfText(change, { source, session, tables: new Map([[TARGET, target]]) });
  await requireOneMatch(session, table);
  const set = fields.map(({ name: column }) => `${quoteName(column)} = staged.${quoteName(column)}`).join(', ');
  const count = await session.run(
    `UPDATE ${sql} SET ${set} FROM ${table} AS staged WHERE ${sql}.rowid = staged.${quoteName(ROW)}`,
  );
  return { updatedRowCount: String(count) };
}

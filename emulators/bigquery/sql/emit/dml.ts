import { quoteName } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import type { Delete, Dml, Insert, Update } from '../model/statementAst.ts';
import type { Statement } from '../model/types.ts';
import { assignedSql, assignmentsSql } from './assignments.ts';
import { fromSql } from './from.ts';
import { mergeStatement } from './merge.ts';
import { positionalQuery } from './positional.ts';
import { implicitAlias, rangesOf } from './ranges.ts';
import { singleMatch } from './singleMatch.ts';
import { targetOf } from './table.ts';

/** INSERT, UPDATE, DELETE, MERGE, TRUNCATE TABLE. */
export function dmlStatement(node: Dml, emit: Emission): Statement {
  switch (node.kind) {
    case 'insert':
      return insertStatement(node, emit);
    case 'update':
      return updateStatement(node, emit);
    case 'delete':
      return deleteStatement(node, emit);
    case 'merge':
      return mergeStatement(node, emit);
    case 'truncate': {
      const { sql, table } = targetOf(node.target, emit);
      return { kind: 'TRUNCATE_TABLE', sql: `DELETE FROM ${sql}`, target: table };
    }
  }
}

function insertStatement({ target, columns, from }: Insert, emit: Emission): Statement {
  const { sql, table } = targetOf(target, emit);
  const names = columns ? ` (${columns.map(quoteName).join(', ')})` : '';
  const rows =
    'body' in from
      ? emit.query(positionalQuery(from))
      : `VALUES ${from.map((row) => `(${row.map((value) => assignedSql(value, emit)).join(', ')})`).join(', ')}`;
  return { kind: 'INSERT', sql: `INSERT INTO ${sql}${names} ${rows}`, target: table };
}

function updateStatement(node: Update, outer: Emission): Statement {
  const { sql, table } = targetOf(node.target, outer);
  const alias = node.alias ?? implicitAlias(node.target);
  const ranges = [alias.toUpperCase(), ...(node.from ? rangesOf(node.from) : [])];
  const emit = outer.within({ ranges: new Set([...outer.scope.ranges, ...ranges]) });
  const set = assignmentsSql(node.set, alias, node, emit);
  const where = emit.expression(node.where);
  const target = `${sql} AS ${quoteName(alias)}`;
  if (!node.from) return { kind: 'UPDATE', sql: `UPDATE ${target} SET ${set} WHERE ${where}`, target: table };
  const from = fromSql(node.from, emit);
  const guard = singleMatch(`FROM ${target}, ${from} WHERE ${where}`, alias);
  return { kind: 'UPDATE', sql: `UPDATE ${target} SET ${set} FROM ${from} WHERE ${where} AND ${guard}`, target: table };
}

function deleteStatement(node: Delete, outer: Emission): Statement {
  const { sql, table } = targetOf(node.target, outer);
  const alias = node.alias ?? implicitAlias(node.target);
  const emit = outer.within({ ranges: new Set([...outer.scope.ranges, alias.toUpperCase()]) });
  return {
    kind: 'DELETE',
    sql: `DELETE FROM ${sql} AS ${quoteName(alias)} WHERE ${emit.expression(node.where)}`,
    target: table,
  };
}

import { quoteName } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import { unsupportedSql } from '../model/errors.ts';
import type { Merge, MergeBranch } from '../model/statementAst.ts';
import type { Statement } from '../model/types.ts';
import { assignedSql, assignmentsSql } from './assignments.ts';
import { fromSql } from './from.ts';
import { implicitAlias, rangesOf } from './ranges.ts';
import { singleMatch } from './singleMatch.ts';
import { targetOf } from './table.ts';

/** MERGE, every branch of it. */
export function mergeStatement(node: Merge, outer: Emission): Statement {
  const { sql, table } = targetOf(node.target, outer);
  const alias = node.alias ?? implicitAlias(node.target);
  const emit = outer.within({
    ranges: new Set([...outer.scope.ranges, alias.toUpperCase(), ...rangesOf(node.source)]),
  });
  const target = `${sql} AS ${quoteName(alias)}`;
  const on = emit.expression(node.on);
  const source = sourceSql(node, { target, alias, on }, emit);
  const branches = node.branches.map((branch) => branchSql(branch, alias, node, emit));
  return { kind: 'MERGE', sql: `MERGE INTO ${target} USING ${source} ON ${on} ${branches.join(' ')}`, target: table };
}

/** The source; where rows are matched, it fails if one of the target's rows has several. */
function sourceSql(
  node: Merge,
  { target, alias, on }: { target: string; alias: string; on: string },
  emit: Emission,
): string {
  const source = fromSql(node.source, emit);
  const matched = node.branches.filter(({ when }) => when === 'MATCHED');
  if (matched.length === 0) return source;
  const [name] = rangesOf(node.source);
  if (node.source.kind === 'join') throw unsupportedSql('a join as the source of MERGE', node.source);
  const any = matched.map(({ condition }) => (condition ? emit.expression(condition) : 'TRUE')).join(' OR ');
  const guard = singleMatch(`FROM ${target} JOIN ${source} ON ${on} WHERE ${any}`, alias);
  return `(SELECT * FROM ${source} WHERE ${guard}) AS ${quoteName(name ? sourceName(node) : '__source')}`;
}

function sourceName({ source }: Merge): string {
  if (source.kind === 'table') return source.alias ?? implicitAlias(source.path);
  return ('alias' in source && source.alias) || '__source';
}

function branchSql({ when, condition, action }: MergeBranch, alias: string, node: Merge, emit: Emission): string {
  const test = condition ? ` AND ${emit.expression(condition)}` : '';
  return `WHEN ${when === 'NOT MATCHED' ? 'NOT MATCHED BY TARGET' : when}${test} THEN ${actionSql(action, alias, node, emit)}`;
}

function actionSql(action: MergeBranch['action'], alias: string, node: Merge, emit: Emission): string {
  switch (action.kind) {
    case 'delete':
      return 'DELETE';
    case 'update':
      return `UPDATE SET ${assignmentsSql(action.set, alias, node, emit)}`;
    case 'insert': {
      const columns = action.columns ? ` (${action.columns.map(quoteName).join(', ')})` : '';
      if (action.values)
        return `INSERT${columns} VALUES (${action.values.map((value) => assignedSql(value, emit)).join(', ')})`;
      if (columns) throw unsupportedSql('INSERT (columns) ROW', node);
      return 'INSERT BY POSITION';
    }
  }
}

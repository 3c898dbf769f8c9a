import { quoteName } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import { literalSql } from '../emission/literal.ts';
import type { Expression, Source, Unpivot } from '../model/ast.ts';
import { SqlError, unsupportedSql } from '../model/errors.ts';

type PivotSource = Extract<Source, { kind: 'pivot' }>;
type UnpivotSource = Extract<Source, { kind: 'unpivot' }>;

/** PIVOT as a GROUP BY of all columns that it does not use, with one filtered aggregate for each value. */
export function pivotSql({ pivot }: PivotSource, from: string, emit: Emission): string {
  const input = emit.expression(pivot.input);
  const used = new Set([pivot.input, ...pivot.aggregates.map(({ call }) => call)].flatMap(columnsIn));
  const columns = pivot.values.flatMap(({ value, alias }) =>
    pivot.aggregates.map(({ call, alias: prefix }) => {
      const name = [prefix, alias ?? valueName(value)].filter(Boolean).join('_');
      return `${filtered(call, `${input} IS NOT DISTINCT FROM ${emit.expression(value)}`, emit)} AS ${quoteName(name)}`;
    }),
  );
  if (pivot.aggregates.length > 1 && pivot.aggregates.some(({ alias }) => !alias)) {
    throw new SqlError('PIVOT expression must have an alias unless there is exactly one PIVOT expression', pivot.input);
  }
  return `SELECT * EXCLUDE (${[...used].map(quoteName).join(', ')}), ${columns.join(', ')} FROM ${from} GROUP BY ALL`;
}

/** The aggregate over the rows for which the condition holds: its arguments are NULL for the others. */
function filtered(call: Expression, condition: string, emit: Emission): string {
  if (call.kind !== 'call') throw new SqlError('PIVOT expression must be an aggregate function call', call);
  if (call.star) return `count(*) FILTER (WHERE ${condition})`;
  if (!['SUM', 'AVG', 'MIN', 'MAX', 'COUNT', 'ANY_VALUE', 'STRING_AGG'].includes(call.name)) {
    throw unsupportedSql(`PIVOT with ${call.name}`, call);
  }
  const [first, ...others] = call.arguments;
  if (!first) throw new SqlError('PIVOT expression must be an aggregate function call', call);
  const sql = `(CASE WHEN ${condition} THEN ${emit.expression(first)} END)`;
  return emit.expression({
    ...call,
    arguments: [{ kind: 'raw', sql, line: first.line, column: first.column }, ...others],
  });
}

function columnsIn(node: Expression): string[] {
  if (node.kind === 'name') return [node.name];
  if (node.kind === 'field') return columnsIn(node.of);
  if (node.kind === 'call') return node.arguments.flatMap(columnsIn);
  if (node.kind === 'binary') return [...columnsIn(node.left), ...columnsIn(node.right)];
  if (node.kind === 'literal') return [];
  throw unsupportedSql('PIVOT of anything but columns and simple expressions', node);
}

/** https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax#rules_for_pivot_column */
function valueName(value: Expression): string {
  if (value.kind === 'typed') return value.text.replaceAll('-', '_');
  if (value.kind !== 'literal') throw unsupportedSql('PIVOT values that are no literals and have no alias', value);
  if (value.type === 'STRING') return value.text;
  return (/^\d/.test(value.text) ? `_${value.text}` : value.text.replace('-', 'minus_')).replace('.', '_point_');
}

/** UNPIVOT as an UNNEST of one record for each column or set of columns. */
export function unpivotSql({ unpivot }: UnpivotSource, from: string, emit: Emission): string {
  const used = unpivot.columns.flatMap(({ names }) => names);
  const records = unpivot.columns.map(({ names, label }) => recordSql(unpivot, names, label, emit));
  const values = unpivot.values.map((name) => `"__unpivoted".${quoteName(name)}`);
  const row = `unnest([${records.join(', ')}]) AS "__unpivoted"`;
  const excluded = [...used, '__unpivoted'].map(quoteName).join(', ');
  const found = unpivot.includeNulls ? '' : ` WHERE ${values.map((value) => `${value} IS NOT NULL`).join(' OR ')}`;
  const name = `"__unpivoted".${quoteName(unpivot.name)}`;
  return `SELECT * EXCLUDE (${excluded}), ${[...values, name].join(', ')} FROM (SELECT *, ${row} FROM ${from})${found}`;
}

function recordSql(unpivot: Unpivot, names: readonly string[], label: Expression | undefined, emit: Emission): string {
  const labelSql = label ? emit.expression(label) : literalSql('STRING', names.join('_'), { line: 1, column: 1 });
  const fields = unpivot.values.map((value, index) => `${quoteName(value)} := ${quoteName(names[index] ?? '')}`);
  return `struct_pack(${[...fields, `${quoteName(unpivot.name)} := ${labelSql}`].join(', ')})`;
}

import type { Edit } from '../../../googlesql/edits.ts';
import { child, children, descend, type Flat, flatten, isNode, namesOf, rangeOf } from '../../../googlesql/nodes.ts';
import type { Source } from '../../../googlesql/source.ts';

/** https://cloud.google.com/bigquery/docs/reference/standard-sql/aggregate_functions, and those of statistics and of sketches */
const AGGREGATES: ReadonlySet<string> = new Set(
  `ANY_VALUE ARRAY_AGG ARRAY_CONCAT_AGG AVG BIT_AND BIT_OR BIT_XOR COUNT COUNTIF LOGICAL_AND LOGICAL_OR MAX MAX_BY MIN MIN_BY
   STRING_AGG SUM CORR COVAR_POP COVAR_SAMP STDDEV STDDEV_POP STDDEV_SAMP VAR_POP VAR_SAMP VARIANCE APPROX_COUNT_DISTINCT
   APPROX_QUANTILES APPROX_TOP_COUNT APPROX_TOP_SUM GROUPING`.split(/\s+/),
);

/**
 * `GROUP BY ALL` groups by the columns of the SELECT list that aggregate nothing. Not rewritten, and so refused, where the list has a `*` or a
 * column that aggregates a part of it.
 */
export function groupByAllEdit(node: Flat, source: Source): Edit | undefined {
  const groupBy = node.kind === 'Select' || node.kind === '' ? child(node, 'groupBy') : undefined;
  const list = child(node, 'selectList');
  if (!groupBy || groupBy['all'] === undefined || !list) return undefined;
  const columns = children(list, 'columns').map((column) => child(column, 'expression'));
  if (columns.some((column) => !column || column.kind.includes('Star'))) return undefined;
  const keys = columns.flatMap((column, index) => (column && !aggregates(column) ? [index + 1] : []));
  const mixed = columns.some((column) => column && aggregates(column) && hasOtherColumns(column));
  if (mixed) return undefined;
  const { start, end } = rangeOf(groupBy);
  const text = keys.length > 0 ? `GROUP BY ${keys.join(', ')}` : '';
  return { start: source.indexOf(start), end: source.indexOf(end), text };
}

const isAggregate = (node: Flat): boolean => {
  const path = node.kind === 'FunctionCall' ? child(node, 'function') : undefined;
  const [name = '', more] = path ? namesOf(path) : [];
  return more === undefined && AGGREGATES.has(name.toUpperCase());
};

const aggregates = (expression: Flat): boolean => [...descend(expression)].some(isAggregate);

/** Whether a column stands beside what is aggregated. */
function hasOtherColumns(node: Flat): boolean {
  if (isAggregate(node)) return false;
  if (node.kind === 'PathExpression') return true;
  return Object.entries(node).some(([name, value]) => {
    if (name === 'parseLocationRange' || name === 'function') return false;
    return (Array.isArray(value) ? value : [value]).filter(isNode).some((part) => hasOtherColumns(flatten(part)));
  });
}

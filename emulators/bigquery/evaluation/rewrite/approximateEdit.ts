import type { Edit } from '../../../googlesql/edits.ts';
import { child, children, type Flat, namesOf, rangeOf } from '../../../googlesql/nodes.ts';
import type { Source } from '../../../googlesql/source.ts';

interface Call {
  arguments: readonly string[];
  distinct: string;
  /** ` IGNORE NULLS`, ` RESPECT NULLS` or nothing. */
  nulls: string;
  /** ` OVER (…)`, or nothing. */
  over: string;
}

/** Aggregates that the evaluator lacks, by what it has: exact, where BigQuery is near. The functions that they call are in `sqlFunctions`. */
const EXACT: Readonly<Record<string, (call: Call) => string>> = {
  APPROX_COUNT_DISTINCT: ({ arguments: [value], over }) => `COUNT(DISTINCT ${value})${over}`,
  APPROX_QUANTILES: ({ arguments: [value, count], distinct, nulls, over }) =>
    `bqtail_quantiles(ARRAY_AGG(${distinct}${value}${nulls || ' IGNORE NULLS'})${over}, ${count})`,
  APPROX_TOP_COUNT: ({ arguments: [value, count], over }) => `bqtail_top_count(ARRAY_AGG(${value})${over}, ${count})`,
  APPROX_TOP_SUM: ({ arguments: [value, weight, count], over }) =>
    `bqtail_top_sum(ARRAY_AGG(STRUCT(${value} AS value, ${weight} AS weight))${over}, ${count})`,
  MAX_BY: ({ arguments: [value, by], over }) => `ANY_VALUE(${value} HAVING MAX ${by})${over}`,
  MIN_BY: ({ arguments: [value, by], over }) => `ANY_VALUE(${value} HAVING MIN ${by})${over}`,
};

const NULLS: Readonly<Record<string, string>> = { IGNORE_NULLS: ' IGNORE NULLS', RESPECT_NULLS: ' RESPECT NULLS' };

export function approximateEdit(node: Flat, source: Source): Edit | undefined {
  const isAnalytic = node.kind === 'AnalyticFunctionCall';
  const call = isAnalytic ? child(node, 'expression') : node;
  if (call?.kind !== 'FunctionCall') return undefined;
  const path = child(call, 'function');
  const [name = '', more] = path ? namesOf(path) : [];
  const exact = more === undefined && Object.hasOwn(EXACT, name.toUpperCase()) ? EXACT[name.toUpperCase()] : undefined;
  if (!exact || call['orderBy'] || call['limitOffset'] || call['havingModifier']) return undefined;
  const { start, end } = rangeOf(node);
  const window = node['windowSpec'];
  const text = exact({
    arguments: children(call, 'arguments').map((argument) => source.slice(rangeOf(argument))),
    distinct: call['distinct'] === true ? 'DISTINCT ' : '',
    nulls: NULLS[String(call['nullHandlingModifier'])] ?? '',
    over: window ? ` OVER ${source.slice(rangeOf(window))}` : '',
  });
  return { start: source.indexOf(start), end: source.indexOf(end), text };
}

import type { Node, TypeProto } from '../../googlesql/messages.ts';
import { child, children, type Flat, flatten } from '../../googlesql/nodes.ts';
import type { Emission } from './emission.ts';
import { orderItems } from './orderItems.ts';
import { fail, repeated } from './terms/fail.ts';
import { hasCollation } from './terms/hasCollation.ts';
import { NotEmitted } from './terms/notEmitted.ts';
import { kindOf, typeSql } from './terms/typeSql.ts';

/** A call of an aggregate function, also of one with OVER: what is asked for in the parentheses of DuckDB's. */
interface Aggregation {
  emission: Emission;
  call: Flat;
  args: readonly string[];
  type: TypeProto;
  /** The type of the first argument. */
  of: string;
  /** ` OVER (…)`, or nothing. */
  over: string;
  /** `name(DISTINCT args ORDER BY …) FILTER (WHERE …) OVER (…)` */
  plain(name: string, how?: { args?: readonly string[]; filter?: string }): string;
}

type Write = (aggregation: Aggregation) => string;

/** @throws NotEmitted */
export function aggregateSql(node: Node, emission: Emission, over = ''): string {
  const call = flatten(node);
  const { name = '' } = (call['function'] ?? {}) as { name?: string };
  const plainName = name.replace('ZetaSQL:', '');
  const parts = children(call, 'argumentList');
  const kinds = parts.map(({ type }) => kindOf(type as TypeProto));
  const known = AGGREGATES[plainName];
  const signature = `${plainName.replace(/^\$/, '').toUpperCase()}(${kinds.join(', ')})`;
  if (!known?.takes.test(kinds.join(' '))) throw new NotEmitted(`the aggregate function ${signature}`);
  if (isBeyond(call) || !known.modifiers.includes(modifiersOf(call)))
    throw new NotEmitted(`the aggregate function ${signature} with such modifiers`);
  const args = parts.map((part) => emission.expression(part));
  const distinct = call['distinct'] === true ? 'DISTINCT ' : '';
  const order = children(call, 'orderByItemList').length > 0 ? ` ORDER BY ${orderItems(call)}` : '';
  const plain: Aggregation['plain'] = (duck, { args: given = args, filter } = {}) =>
    `${duck}(${distinct}${given.join(', ')}${order})${filter ? ` FILTER (WHERE ${filter})` : ''}${over}`;
  const type = call['type'] as TypeProto;
  return known.write({ emission, call, args, type, of: kinds[0] ?? '', over, plain });
}

const isBeyond = (call: Flat): boolean =>
  call['errorMode'] === 'SAFE_ERROR_MODE' ||
  Boolean(call['withGroupRowsSubquery']) ||
  (Array.isArray(call['genericArgumentList']) && call['genericArgumentList'].length > 0) ||
  hasCollation(call);

type Modifiers = 'none' | 'order' | 'having';

function modifiersOf(call: Flat): Modifiers {
  if (call['havingModifier']) return 'having';
  const ordered = children(call, 'orderByItemList').length > 0 || Boolean(call['limit']);
  return ordered ? 'order' : 'none';
}

interface Known {
  /** The kinds of its arguments, with blanks between. */
  takes: RegExp;
  modifiers: readonly Modifiers[];
  write: Write;
}

const COMPARABLE = '(?:INT64|DOUBLE|NUMERIC|BIGNUMERIC|BOOL|STRING|BYTES|DATE|DATETIME|TIME|TIMESTAMP)';

const known = (takes: string, write: Write, ...modifiers: readonly Modifiers[]): Known => ({
  takes: new RegExp(`^(?:${takes})$`),
  modifiers: ['none', ...modifiers],
  write,
});

const native = (takes: string, name: string): Known =>
  known(takes, ({ plain, type }) => `CAST(${plain(name)} AS ${typeSql(type)})`);

/** DuckDB's NaN is the greatest number; here one makes the whole NaN. */
const extreme = (name: 'min' | 'max'): Known =>
  known(COMPARABLE, ({ plain, of, args, over }) => {
    if (of !== 'DOUBLE' || name === 'max') return plain(name);
    repeated(...args);
    return `(CASE WHEN bool_or(isnan(${args[0]}))${over} THEN CAST('nan' AS DOUBLE) ELSE ${plain(name)} END)`;
  });

/** The value of the row with the greatest or least key. */
function anyValue({ emission, call, args, plain, over }: Aggregation): string {
  // Flattened, the node would lose what it calls its kind: MAX or MIN.
  const having = call['havingModifier'] as Node | undefined;
  if (!having) return `any_value(${args[0]})${over}`;
  const key = having['havingExpr'] as Node;
  if (kindOf(flatten(key)['type'] as TypeProto) === 'DOUBLE') throw new NotEmitted('HAVING MAX of a FLOAT64');
  const name = having['kind'] === 'MIN' ? 'arg_min_null' : 'arg_max_null';
  return plain(name, { args: [...args, emission.expression(key)] });
}

const limited = ({ call }: Aggregation, list: string): string => {
  const limit = child(call, 'limit');
  const value = (limit?.['value'] as { value?: { int64Value?: string } } | undefined)?.value?.int64Value;
  if (!limit) return list;
  if (value === undefined) throw new NotEmitted('an aggregate function whose LIMIT is no literal');
  return `list_slice(${list}, 1, ${value})`;
};

const ignoring = (call: Flat, value: string): { filter?: string } =>
  call['nullHandlingModifier'] === 'IGNORE_NULLS' ? { filter: `${value} IS NOT NULL` } : {};

function stringAgg(aggregation: Aggregation): string {
  const { args, plain } = aggregation;
  const [value = '', delimiter = "','"] = args;
  const list = plain('list', { args: [value], filter: `${value} IS NOT NULL` });
  return `array_to_string(${limited(aggregation, list)}, ${delimiter})`;
}

/** A sum of FLOAT64s that is infinite, of values that all have an end, is an overflow. */
function sum({ of, plain, type, args }: Aggregation): string {
  const value = `CAST(${plain('sum')} AS ${typeSql(type)})`;
  if (of !== 'DOUBLE') return value;
  repeated(value, value, ...args);
  const anyInfinite = plain('bool_or', { args: [`isinf(${args[0]})`] });
  return `(CASE WHEN isinf(${value}) AND NOT ${anyInfinite} THEN ${fail("'double overflow in SUM'", 'DOUBLE')} ELSE ${value} END)`;
}

const INFINITE_AVERAGE =
  "'not supported by the local BigQuery stub: AVG of FLOAT64s that is infinite or whose sum is, over tables of this size'";

function averageOfDoubles({ plain, args }: Aggregation): string {
  repeated(...args, ...args);
  const value = plain('avg');
  return `(CASE WHEN isinf(${value}) THEN ${fail(INFINITE_AVERAGE, 'DOUBLE')} ELSE ${value} END)`;
}

/** NUMERIC stays exact: a sum by a count. */
function average(aggregation: Aggregation): string {
  const { of, plain, args } = aggregation;
  if (of === 'DOUBLE') return averageOfDoubles(aggregation);
  if (of !== 'NUMERIC') return plain('avg');
  repeated(...args);
  const count = plain('count');
  return `(CASE WHEN ${count} > 0 THEN bq_numeric_divide(CAST(${plain('sum')} AS DECIMAL(38,9)), CAST(${count} AS DECIMAL(38,9))) END)`;
}

const AGGREGATES: Readonly<Record<string, Known>> = {
  $count_star: known('', ({ over }) => `count(*)${over}`),
  count: known('\\w+', ({ plain }) => plain('count')),
  countif: known('BOOL', ({ call, args, over }) => {
    if (call['distinct'] === true) throw new NotEmitted('COUNTIF(DISTINCT …)');
    return `count(*) FILTER (WHERE ${args[0]})${over}`;
  }),
  sum: known('INT64|DOUBLE|NUMERIC|BIGNUMERIC', sum),
  avg: known('INT64|DOUBLE|NUMERIC', average),
  min: extreme('min'),
  max: extreme('max'),
  any_value: known('\\w+', anyValue, 'having'),
  array_concat_agg: known(
    'ARRAY',
    (aggregation) => {
      const { args, plain } = aggregation;
      return `flatten(${limited(aggregation, plain('list', { filter: `${args[0]} IS NOT NULL` }))})`;
    },
    'order',
  ),
  array_agg: known(
    '\\w+',
    (aggregation) => {
      const { call, args, plain } = aggregation;
      return limited(aggregation, plain('list', ignoring(call, args[0] ?? '')));
    },
    'order',
  ),
  string_agg: known('STRING|STRING STRING', stringAgg, 'order'),
  logical_and: native('BOOL', 'bool_and'),
  logical_or: native('BOOL', 'bool_or'),
  bit_and: native('INT64', 'bit_and'),
  bit_or: native('INT64', 'bit_or'),
  bit_xor: native('INT64', 'bit_xor'),
  stddev_samp: native('DOUBLE', 'stddev_samp'),
  stddev_pop: native('DOUBLE', 'stddev_pop'),
  var_samp: native('DOUBLE', 'var_samp'),
  var_pop: native('DOUBLE', 'var_pop'),
  corr: native('DOUBLE DOUBLE', 'corr'),
  covar_pop: native('DOUBLE DOUBLE', 'covar_pop'),
  covar_samp: native('DOUBLE DOUBLE', 'covar_samp'),
};

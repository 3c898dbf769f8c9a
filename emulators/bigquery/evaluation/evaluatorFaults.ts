import type { Node, TypeProto, ValueProto } from '../../googlesql/messages.ts';
import { children, descend, type Flat } from '../../googlesql/nodes.ts';
import { unsupportedSql } from '../errors/sqlError.ts';
import { ENGINE_GROUP } from './sqlFunctions.ts';

/** A call of a function whose value the evaluator has been found to get wrong, with what is wrong. */
interface Fault {
  functions: ReadonlySet<string>;
  isWrong(call: Call): boolean;
  /** What nobody here computes; undefined where DuckDB does. */
  refusal?: string;
}

interface Call {
  types: readonly string[];
  /** The arguments that are literals. */
  literals: readonly (ValueProto | undefined)[];
}

const names = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Beyond the exponents that a FLOAT64 has. */
const LEAST_DIGITS = -308;

const FAULTS: readonly Fault[] = [
  {
    // A second index that is beyond its array goes on into the array's neighbour.
    functions: names(
      'json_query json_value json_extract json_extract_scalar json_query_array json_value_array json_extract_array json_extract_string_array',
    ),
    isWrong: ({ types, literals }) =>
      types[0] === 'TYPE_STRING' && /\[\d+\].*\[\d+\]/.test(literals[1]?.stringValue ?? ''),
  },
  {
    // Infinity and NaN become 0.
    functions: names('round trunc'),
    refusal: `rounding a FLOAT64 to fewer than ${LEAST_DIGITS} digits`,
    isWrong: ({ types, literals }) => types[0] === 'TYPE_DOUBLE' && Number(literals[1]?.int64Value ?? 0) < LEAST_DIGITS,
  },
  {
    // `^` matches where the search begins.
    functions: names('regexp_extract regexp_substr regexp_instr'),
    refusal: 'a search from a position for a pattern that begins with ^',
    isWrong: ({ types, literals }) =>
      types.length > 2 && /^\^/.test(literals[1]?.stringValue ?? Buffer.from(literals[1]?.bytesValue ?? []).toString()),
  },
];

/** ROLLUP, CUBE and GROUPING SETS: the evaluator passes some over, and knows no others. */
const GROUPINGS = ['groupingSetList', 'rollupColumnList', 'groupingCallList'] as const;

/** Whether a resolved statement asks the evaluator for what it lacks or gets wrong, and DuckDB does. @throws SqlError where nobody here does */
export function isBeyondEvaluator(resolved: Node): boolean {
  for (const node of descend(resolved)) {
    if (GROUPINGS.some((list) => Array.isArray(node[list]))) return true;
    if (node.kind !== 'FunctionCall') continue;
    const { name = '' } = (node['function'] ?? {}) as { name?: string };
    if (name.startsWith(`${ENGINE_GROUP}:`)) return true;
    const fault = FAULTS.find(({ functions }) => functions.has(name.replace('ZetaSQL:', '')));
    if (!fault?.isWrong(callOf(node))) continue;
    if (fault.refusal !== undefined) throw unsupportedSql(fault.refusal);
    return true;
  }
  return false;
}

function callOf(node: Flat): Call {
  const parts = children(node, 'argumentList');
  return {
    types: parts.map(({ type }) => (type as TypeProto).typeKind),
    literals: parts.map(({ kind, value }) =>
      kind === 'Literal' ? (value as { value?: ValueProto } | undefined)?.value : undefined,
    ),
  };
}

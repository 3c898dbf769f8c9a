import { quoteText } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import type { Call } from '../model/ast.ts';
import { SqlError, unsupportedSql } from '../model/errors.ts';
import { type FunctionRow, native, type Rows, special, template, typedNull } from './row.ts';

const STEP =
  /\.([\p{L}_][\p{L}\p{N}_-]*)|\."((?:[^"\\]|\\.)*)"|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/uy;

/** A JSONPath as DuckDB writes it: each name in double quotes. */
function duckPath(path: string, call: Call): string {
  if (!path.startsWith('$')) throw new SqlError(`JSONPath must start with '$'`, call);
  let result = '$';
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const step = STEP.exec(path);
    if (!step) {
      if (/[*@?]|\.\.|\.\d/.test(path)) throw unsupportedSql(`the JSONPath ${path}`, call);
      throw new SqlError(`Invalid token in JSONPath at: ${path}`, call);
    }
    const [, plain, quoted, index, single, double] = step;
    const name = plain ?? quoted ?? single ?? double;
    result += name === undefined ? `[${index}]` : `."${name}"`;
  }
  return result;
}

/** `f(json[, path])`, the path a literal. */
const withPath = (macro: string): FunctionRow =>
  special(1, 2, (call: Call, emit: Emission) => {
    const [json, path] = call.arguments;
    if (!json) throw new SqlError(`Number of arguments does not match for function ${call.name}`, call);
    return `${macro}(${emit.expression(json)}, ${quoteText(duckPath(pathText(path, call), call))})`;
  });

function pathText(path: Call['arguments'][number] | undefined, call: Call): string {
  if (!path) return '$';
  if (path.kind !== 'literal' || path.type !== 'STRING') throw unsupportedSql('a JSONPath that is no literal', call);
  return path.text;
}

const toJson = (value: string): string => `bq_to_json_string(${typedNull(value)}, false)`;

export const JSON_FUNCTIONS: Rows = {
  BOOL: native('bq_json_bool', 1),
  FLOAT64: native('bq_json_float64', 1),
  INT64: native('bq_json_int64', 1),
  STRING: template(1, 2, (value, zone) =>
    zone ? `bq_string_in(bq_timestamp(${value}), ${zone})` : `bq_string_of(${value})`,
  ),
  JSON_ARRAY: template(
    0,
    999,
    (...values) => `json_array(${values.map((value) => `CAST(${toJson(value)} AS JSON)`).join(', ')})`,
  ),
  JSON_EXTRACT: withPath('bq_json_query'),
  JSON_EXTRACT_ARRAY: withPath('bq_json_query_array'),
  JSON_EXTRACT_SCALAR: withPath('bq_json_value'),
  JSON_EXTRACT_STRING_ARRAY: withPath('bq_json_value_array'),
  JSON_OBJECT: template(0, 998, (...pairs) => {
    const members = pairs.map((item, index) => (index % 2 === 0 ? item : `CAST(${toJson(item)} AS JSON)`));
    return `json_object(${members.join(', ')})`;
  }),
  JSON_QUERY: withPath('bq_json_query'),
  JSON_QUERY_ARRAY: withPath('bq_json_query_array'),
  JSON_TYPE: native('bq_json_type', 1),
  JSON_VALUE: withPath('bq_json_value'),
  JSON_VALUE_ARRAY: withPath('bq_json_value_array'),
  LAX_BOOL: template(1, 1, (json) => `TRY(bq_bool(${json} ->> '$'))`),
  LAX_FLOAT64: template(1, 1, (json) => `TRY_CAST(${json} ->> '$' AS DOUBLE)`),
  LAX_INT64: template(1, 1, (json) => `TRY_CAST(${json} ->> '$' AS BIGINT)`),
  LAX_STRING: template(1, 1, (json) => `(${json} ->> '$')`),
  PARSE_JSON: special(1, 2, (call, emit) => `json(${emit.expressions(call.arguments.slice(0, 1))})`),
  TO_JSON: special(1, 2, (call, emit) => `CAST(${toJson(emit.expressions(call.arguments.slice(0, 1)))} AS JSON)`),
  TO_JSON_STRING: template(
    1,
    2,
    (value = 'NULL', pretty = 'false') => `bq_to_json_string(${typedNull(value)}, ${pretty})`,
  ),
};

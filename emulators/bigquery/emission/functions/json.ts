import type { TypeProto } from '../../../googlesql/messages.ts';
import { quoteText } from '../../schema/names.ts';
import { fail, repeated } from '../terms/fail.ts';
import { NotEmitted } from '../terms/notEmitted.ts';
import { type Argument, literalText, type Signature, special, sql } from './signature.ts';

const STEP =
  /\.([\p{L}_][\p{L}\p{N}_-]*)|\."((?:[^"\\]|\\.)*)"|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/uy;

/** The names and places of a JSONPath. @throws NotEmitted */
function stepsOf(argument: Argument | undefined): (string | number)[] {
  const path = argument ? literalText(argument, 'a JSONPath') : '$';
  if (!path.startsWith('$')) throw new NotEmitted(`the JSONPath ${path}`);
  const steps: (string | number)[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const step = STEP.exec(path);
    const [, plain, quoted, index, single, double] = step ?? [];
    const name = plain ?? quoted ?? single ?? double;
    if (!step || /["\\*]/.test(name ?? '')) throw new NotEmitted(`the JSONPath ${path}`);
    steps.push(name ?? Number(index));
  }
  return steps;
}

/** The same as DuckDB writes it: each name in double quotes. */
const pathOf = (argument: Argument | undefined): string =>
  quoteText(
    `$${stepsOf(argument)
      .map((step) => (typeof step === 'number' ? `[${step}]` : `."${step}"`))
      .join('')}`,
  );

/** Of a text; its numbers stay as they were written, which DuckDB's functions do not see to. */
const ofText = (what: string, isArray = false): Signature =>
  special('STRING STRING?', ([json, path]) => {
    const found = `bq_json(${json?.sql}, ${quoteText(JSON.stringify(stepsOf(path)))}, '${what}')`;
    return isArray ? `from_json(${found}, '["VARCHAR"]')` : found;
  });

const ofJson = (write: (json: string, path: string) => string): Signature =>
  special('JSON STRING?', ([json, path]) => {
    const source = `CAST(${json?.sql} AS VARCHAR)`;
    repeated(source, source);
    return write(source, pathOf(path));
  });

const value: readonly Signature[] = [
  ofText('value'),
  ofJson(
    (json, path) =>
      `(CASE WHEN json_type(${json}, ${path}) = 'DOUBLE' THEN bq_normal_json(CAST(json_extract(${json}, ${path}) AS VARCHAR)) WHEN json_type(${json}, ${path}) NOT IN ('OBJECT', 'ARRAY', 'NULL') THEN json_extract_string(${json}, ${path}) END)`,
  ),
];

/** Only JSON knows null. */
const query: readonly Signature[] = [ofText('query'), ofJson((json, path) => `json_extract(${json}, ${path})`)];

const all = (path: string): string => `${path.slice(0, -1)}[*]'`;

const elements: readonly Signature[] = [
  ofText('elements', true),
  ofJson(
    (json, path) => `(CASE WHEN json_type(${json}, ${path}) = 'ARRAY' THEN json_extract(${json}, ${all(path)}) END)`,
  ),
];

const values: readonly Signature[] = [
  ofText('values', true),
  ofJson((json, path) => {
    const found = `json_extract(${json}, ${all(path)})`;
    const isPlain = `len(list_filter(${found}, lambda item: json_type(item) IN ('OBJECT', 'ARRAY'))) = 0`;
    return `(CASE WHEN json_type(${json}, ${path}) = 'ARRAY' AND ${isPlain} THEN json_extract_string(${json}, ${all(path)}) END)`;
  }),
];

/** JSON stays as it is; DuckDB would take its text for a STRING. */
const toJson = ({ kind, sql: x }: Argument): string =>
  kind === 'JSON' ? `coalesce(${x}, CAST('null' AS JSON))` : `CAST(bq_to_json(${x}) AS JSON)`;

function toJsonOf([value, stringifies]: readonly Argument[]): string {
  if (!value || (stringifies && stringifies.literal?.boolValue !== false))
    throw new NotEmitted('TO_JSON with stringify_wide_numbers');
  return toJson(value);
}

const holdsJson = ({ typeKind, arrayType, structType }: TypeProto): boolean =>
  typeKind === 'TYPE_JSON' ||
  (arrayType !== undefined && holdsJson(arrayType.elementType)) ||
  (structType?.field ?? []).some(({ fieldType }) => holdsJson(fieldType));

function prettyText([value, pretty]: readonly Argument[]): string {
  if (!value || holdsJson(value.type)) throw new NotEmitted('TO_JSON_STRING of JSON with pretty_print');
  return `bq_to_json_string(${value.sql}, ${pretty?.sql})`;
}

function object(args: readonly Argument[]): string {
  const keys = new Set<string>();
  const members = args.map((argument, index) => {
    if (index % 2 === 1) return toJson(argument);
    const key = literalText(argument, 'a name of JSON_OBJECT');
    if (keys.has(key)) throw new NotEmitted('JSON_OBJECT with one name twice');
    keys.add(key);
    return argument.sql;
  });
  if (args.length % 2 === 1) throw new NotEmitted('JSON_OBJECT of arrays');
  return `json_object(${members.join(', ')})`;
}

const NUMBER_AS_INTEGER =
  "'not supported by the local BigQuery stub: INT64 of JSON that is written as a FLOAT64, over tables of this size'";

/** A value of JSON that is of one type. */
function scalar(json = '', types: string, type: string, shown: string): string {
  repeated(json, json, json);
  const whole = type === 'BIGINT' ? `WHEN json_type(${json}) = 'DOUBLE' THEN ${fail(NUMBER_AS_INTEGER, type)} ` : '';
  return `(CASE WHEN json_type(${json}) IN ${types} THEN CAST(${json} ->> '$' AS ${type}) WHEN ${json} IS NULL THEN NULL ${whole}
    ELSE ${fail(`'The provided JSON input is not ${shown}'`, type)} END)`;
}

/** What happens to a number that no FLOAT64 is the same as: https://cloud.google.com/bigquery/docs/reference/standard-sql/json_functions#parse_json */
function isExact(mode: Argument | undefined, byDefault: boolean): boolean {
  const text = mode ? literalText(mode, 'a wide_number_mode') : undefined;
  if (text !== undefined && text !== 'exact' && text !== 'round') throw new NotEmitted(`the wide_number_mode ${text}`);
  return text === undefined ? byDefault : text === 'exact';
}

const parsedJson = ([text, mode]: readonly Argument[]): string =>
  `json(${isExact(mode, true) ? 'bq_exact_json' : 'bq_normal_json'}(${text?.sql}))`;

function float64([json, mode]: readonly Argument[]): string {
  if (isExact(mode, false)) throw new NotEmitted("FLOAT64 with the wide_number_mode 'exact'");
  return scalar(json?.sql, "('BIGINT', 'UBIGINT', 'DOUBLE')", 'DOUBLE', 'a number');
}

/** What of a text converts simply, as a pattern for its value and one for NULL. */
interface LaxText {
  value: string;
  none: string;
}

/** The same for what converts simply; the rest is for the evaluator. DuckDB's casts take more texts: `t`, `0x10`, `1_0`. */
function lax(json = '', types: string, type: string, { value, none }: LaxText): string {
  repeated(json, json, json, json, json);
  const text = `(${json} ->> '$')`;
  const isText = (pattern: string): string =>
    `json_type(${json}) = 'VARCHAR' AND regexp_full_match(${text}, '${pattern}')`;
  const message = `'not supported by the local BigQuery stub: LAX conversion of such JSON of type ' || json_type(${json}) || ', over tables of this size'`;
  return `(CASE WHEN json_type(${json}) IN ${types} OR ${isText(value)} THEN TRY_CAST(${text} AS ${type})
    WHEN ${json} IS NULL OR json_type(${json}) IN ('NULL', 'OBJECT', 'ARRAY') OR ${isText(none)} THEN NULL ELSE ${fail(message, type)} END)`;
}

const ANY_TEXT: LaxText = { value: '(?s).*', none: '' };
const INTEGER: LaxText = { value: '-?\\d{1,18}', none: '[A-Za-z ]*' };
const FRACTION: LaxText = { value: '-?\\d{1,15}(\\.\\d{1,15})?', none: '' };
const TRUTH: LaxText = { value: '(?i)true|false', none: '\\w*' };

export const JSON_FUNCTIONS: Readonly<Record<string, readonly Signature[]>> = {
  json_value: value,
  json_extract_scalar: value,
  json_query: query,
  json_extract: query,
  json_query_array: elements,
  json_extract_array: elements,
  json_value_array: values,
  json_extract_string_array: values,
  to_json_string: [
    sql('JSON', (x) => `coalesce(bq_normal_json(CAST(${x} AS VARCHAR)), 'null')`),
    sql('ANY', (x) => `bq_to_json_string(${x}, FALSE)`),
    special('ANY BOOL', prettyText),
  ],
  parse_json: [special('STRING STRING?', parsedJson)],
  to_json: [special('ANY BOOL?', toJsonOf)],
  json_object: [special('ANY*', object)],
  json_array: [special('ANY*', (items) => `json_array(${items.map(toJson).join(', ')})`)],
  json_type: [
    sql(
      'JSON',
      (
        x,
      ) => `CASE json_type(${x}) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'VARCHAR' THEN 'string' WHEN 'BOOLEAN' THEN 'boolean'
      WHEN 'NULL' THEN 'null' WHEN 'BIGINT' THEN 'number' WHEN 'UBIGINT' THEN 'number' WHEN 'DOUBLE' THEN 'number' WHEN 'HUGEINT' THEN 'number' END`,
    ),
  ],
  int64: [sql('JSON', (x) => scalar(x, "('BIGINT', 'UBIGINT')", 'BIGINT', 'an integer'))],
  float64: [special('JSON STRING?', float64)],
  string: [sql('JSON', (x) => scalar(x, "('VARCHAR')", 'VARCHAR', 'a string'))],
  bool: [sql('JSON', (x) => scalar(x, "('BOOLEAN')", 'BOOLEAN', 'a boolean'))],
  lax_int64: [sql('JSON', (x) => lax(x, "('BIGINT', 'UBIGINT')", 'BIGINT', INTEGER))],
  lax_string: [sql('JSON', (x) => lax(x, "('BIGINT', 'UBIGINT', 'BOOLEAN')", 'VARCHAR', ANY_TEXT))],
  lax_bool: [sql('JSON', (x) => lax(x, "('BOOLEAN')", 'BOOLEAN', TRUTH))],
  lax_float64: [sql('JSON', (x) => lax(x, "('BIGINT', 'UBIGINT', 'DOUBLE')", 'DOUBLE', FRACTION))],
  $subscript: [
    special('JSON STRING', ([json, name]) => {
      const key = name ? literalText(name, 'a subscript of JSON') : '';
      if (/["\\*]/.test(key)) throw new NotEmitted('such a subscript of JSON');
      return `json_extract(${json?.sql}, ${quoteText(`$."${key}"`)})`;
    }),
    special('JSON INT64', ([json, place]) => {
      const index = Number(place?.literal?.int64Value ?? -1);
      if (!(index >= 0)) throw new NotEmitted('such a subscript of JSON');
      return `json_extract(${json?.sql}, '$[${index}]')`;
    }),
  ],
};

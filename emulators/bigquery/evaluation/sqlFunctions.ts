import type { FunctionProto, Node } from '../../googlesql/messages.ts';
import { USER_EMAIL } from '../schema/userEmail.ts';

interface SqlFunction {
  parameters: readonly string[];
  body: string;
}

/** The elements of a JSON array, each converted, in their order. */
const elements = (convert: string): string =>
  `ARRAY(SELECT ${convert}(element) FROM UNNEST(JSON_QUERY_ARRAY(value)) AS element WITH OFFSET AS position ORDER BY position)`;

const lax = (convert: string): SqlFunction => ({
  parameters: ['value'],
  body: `IF(JSON_TYPE(value) = 'array', ${elements(convert)}, NULL)`,
});

const strict = (convert: string): SqlFunction => ({
  parameters: ['value'],
  body: `CASE WHEN value IS NULL THEN NULL WHEN JSON_TYPE(value) = 'array' THEN ${elements(convert)}
    ELSE ERROR('The provided JSON input is not an array') END`,
});

const limit = (name: string, what: string): string =>
  `wanted > 100000, ERROR('The ${what} argument to ${name} function cannot be greater than 100000')`;

const top = (name: string, what: string, inner: string): SqlFunction => ({
  parameters: ['items', 'wanted'],
  body: `IF(${limit(name, what)}, IF(wanted IS NULL OR wanted < 1, ERROR('The ${what} argument to ${name} function must be positive'), IF(items IS NULL, NULL, ${inner})))`,
});

/** Functions that GoogleSQL's service lacks, in its own SQL, by upper-case name. */
const FUNCTIONS: Readonly<Record<string, SqlFunction>> = {
  LAX_BOOL_ARRAY: lax('LAX_BOOL'),
  LAX_FLOAT64_ARRAY: lax('LAX_FLOAT64'),
  LAX_INT64_ARRAY: lax('LAX_INT64'),
  LAX_STRING_ARRAY: lax('LAX_STRING'),
  BOOL_ARRAY: strict('BOOL'),
  FLOAT64_ARRAY: strict('FLOAT64'),
  INT64_ARRAY: strict('INT64'),
  STRING_ARRAY: strict('STRING'),
  CONTAINS_SUBSTR: {
    parameters: ['value', 'part'],
    body: 'STRPOS(NORMALIZE_AND_CASEFOLD(CAST(value AS STRING), NFKC), NORMALIZE_AND_CASEFOLD(part, NFKC)) > 0',
  },
  GENERATE_UUID: {
    parameters: [],
    body: `(SELECT CONCAT(SUBSTR(hex, 1, 8), '-', SUBSTR(hex, 9, 4), '-4', SUBSTR(hex, 14, 3), '-', SUBSTR('89ab', 1 + MOD(ASCII(hex), 4), 1),
      SUBSTR(hex, 18, 3), '-', SUBSTR(hex, 21)) FROM (SELECT TO_HEX(MD5(CONCAT(CAST(RAND() AS STRING), CAST(RAND() AS STRING)))) AS hex))`,
  },
  SESSION_USER: { parameters: [], body: `'${USER_EMAIL}'` },
  EUCLIDEAN_DISTANCE: {
    parameters: ['one', 'other'],
    body: `IF(ARRAY_LENGTH(one) != ARRAY_LENGTH(other), ERROR('Array length mismatch in EUCLIDEAN_DISTANCE'),
      SQRT((SELECT SUM(POW(x - other[OFFSET(position)], 2)) FROM UNNEST(one) AS x WITH OFFSET AS position)))`,
  },
  COSINE_DISTANCE: {
    parameters: ['one', 'other'],
    body: `IF(ARRAY_LENGTH(one) != ARRAY_LENGTH(other), ERROR('Array length mismatch in COSINE_DISTANCE'),
      1 - (SELECT SUM(x * other[OFFSET(position)]) / (SQRT(SUM(x * x)) * SQRT(SUM(other[OFFSET(position)] * other[OFFSET(position)])))
        FROM UNNEST(one) AS x WITH OFFSET AS position))`,
  },
  BQTAIL_QUANTILES: top(
    'APPROX_QUANTILES',
    'second',
    `ARRAY(SELECT sorted[OFFSET(DIV(place * (ARRAY_LENGTH(sorted) - 1), wanted))]
      FROM (SELECT ARRAY(SELECT item FROM UNNEST(items) AS item ORDER BY item) AS sorted), UNNEST(GENERATE_ARRAY(0, wanted)) AS place
      ORDER BY place)`,
  ),
  BQTAIL_TOP_COUNT: top(
    'APPROX_TOP_COUNT',
    'second',
    `ARRAY(SELECT AS STRUCT value, count FROM (
        SELECT value, amount AS count, ROW_NUMBER() OVER (ORDER BY amount DESC) AS place
        FROM (SELECT item AS value, COUNT(*) AS amount FROM UNNEST(items) AS item GROUP BY item))
      WHERE place <= wanted ORDER BY place)`,
  ),
  BQTAIL_TOP_SUM: top(
    'APPROX_TOP_SUM',
    'third',
    `ARRAY(SELECT AS STRUCT value, sum FROM (
        SELECT value, sum, ROW_NUMBER() OVER (ORDER BY sum DESC) AS place
        FROM (SELECT value, SUM(IF(weight IS NULL OR weight >= 0, weight, ERROR(CONCAT(
          'APPROX_TOP_SUM does not support negative or NaN weights in the second argument; got ', CAST(weight AS STRING))))) AS sum
          FROM UNNEST(items) GROUP BY value))
      WHERE place <= wanted ORDER BY place)`,
  ),
};

/** Functions that GoogleSQL's service lacks and DuckDB computes, by upper-case name: their group is this, which begins their resolved names. */
export const ENGINE_GROUP = 'bqtail_engine';

const fixed = (typeKind: string, options: Node = {}): Node => ({
  kind: 'ARG_TYPE_FIXED',
  type: { typeKind },
  options,
  numOccurrences: 1,
});

const INT64 = fixed('TYPE_INT64');
const LIMIT = fixed('TYPE_INT64', { argumentName: 'max_distance', namedArgumentKind: 'POSITIONAL_OR_NAMED' });

const ENGINE_FUNCTIONS: Readonly<Record<string, readonly Node[]>> = {
  EDIT_DISTANCE: ['TYPE_STRING', 'TYPE_BYTES']
    .map((kind) => fixed(kind))
    .flatMap((text) => [
      { argument: [text, text], returnType: INT64 },
      { argument: [text, text, LIMIT], returnType: INT64 },
    ]),
};

const isMentioned = (name: string, text: string): boolean => new RegExp(`\\b${name}\\b`, 'i').test(text);

const engineFunctionsIn = (text: string): FunctionProto[] =>
  Object.entries(ENGINE_FUNCTIONS)
    .filter(([name]) => isMentioned(name, text))
    .map(([name, signature]) => ({ namePath: [name], group: ENGINE_GROUP, mode: 'SCALAR', signature }));

/** Those that a statement mentions. */
export const sqlFunctionsIn = (text: string): FunctionProto[] => [...engineFunctionsIn(text), ...ownSqlIn(text)];

const ownSqlIn = (text: string): FunctionProto[] =>
  Object.entries(FUNCTIONS)
    .filter(([name]) => isMentioned(name, text))
    .map(([name, { parameters, body }]) => functionProto(name, parameters, body));

const ANY = { kind: 'ARG_TYPE_ARBITRARY', options: {}, numOccurrences: 1 };

/** A function whose body is analyzed with the types of each call's arguments. */
const functionProto = (name: string, parameters: readonly string[], body: string): FunctionProto => ({
  namePath: [name],
  group: 'Templated_SQL_Function',
  mode: 'SCALAR',
  signature: [{ argument: parameters.map(() => ANY), returnType: ANY }],
  parseResumeLocation: { input: body, bytePosition: 0 },
  templatedSqlFunctionArgumentName: parameters,
});

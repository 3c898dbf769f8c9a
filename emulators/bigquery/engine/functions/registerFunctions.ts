import { createHash } from 'node:crypto';
import {
  ANY,
  BIGINT,
  BLOB,
  BOOLEAN,
  DECIMAL,
  DOUBLE,
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDecimalValue,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api';
import { bigqueryFingerprint } from 'farmhash-modern';
import { capitalized } from './capitalized.ts';
import { doubleRounded } from './doubleRounded.ts';
import { doubleText } from './doubleText.ts';
import { editDistance } from './editDistance.ts';
import { exactJson } from './exactJson.ts';
import { failure } from './failure.ts';
import { format } from './format.ts';
import { jsonPart } from './jsonPart.ts';
import { jsonText, jsonValueText } from './jsonText.ts';
import { normalJson } from './normalJson.ts';
import { numericOfDouble } from './numericOfDouble.ts';
import { numericProduct } from './numericProduct.ts';
import { numericQuotient, safeNumericQuotient } from './numericQuotient.ts';
import { numericRounded } from './numericRounded.ts';
import { strftime } from './strftime.ts';
import { strptime } from './strptime.ts';

/** The value of one row, and the type of each argument. */
type Row = (args: readonly DuckDBValue[], types: readonly DuckDBType[]) => DuckDBValue;

interface Definition {
  name: string;
  parameters: readonly DuckDBType[];
  /** The type of any further arguments. */
  rest?: DuckDBType;
  returns: DuckDBType;
  /** Whether it is asked for rows with a NULL argument too. */
  nulls?: true;
  row: Row;
}

const NUMERIC = DECIMAL(38, 9);

const DEFINITIONS: readonly Definition[] = [
  { name: 'bq_fingerprint', parameters: [BLOB], returns: BIGINT, row: ([x]) => bigqueryFingerprint(bytes(x)) },
  {
    name: 'bq_sha512',
    parameters: [BLOB],
    returns: BLOB,
    row: ([x]) => new DuckDBBlobValue(createHash('sha512').update(bytes(x)).digest()),
  },
  {
    name: 'bq_numeric_divide',
    parameters: [NUMERIC, NUMERIC],
    returns: NUMERIC,
    row: ([a, b]) => new DuckDBDecimalValue(numericQuotient(decimal(a), decimal(b)), 38, 9),
  },
  {
    name: 'bq_numeric_safe_divide',
    parameters: [NUMERIC, NUMERIC],
    returns: NUMERIC,
    row: ([a, b]) => {
      const quotient = safeNumericQuotient(decimal(a), decimal(b));
      return quotient === undefined ? null : new DuckDBDecimalValue(quotient, 38, 9);
    },
  },
  {
    name: 'bq_numeric_multiply',
    parameters: [NUMERIC, NUMERIC],
    returns: NUMERIC,
    row: ([a, b]) => new DuckDBDecimalValue(numericProduct(decimal(a), decimal(b)), 38, 9),
  },
  {
    name: 'bq_numeric_of_double',
    parameters: [DOUBLE],
    returns: NUMERIC,
    row: ([x]) => new DuckDBDecimalValue(numericOfDouble(Number(x)), 38, 9),
  },
  {
    name: 'bq_numeric_round',
    parameters: [NUMERIC, BIGINT, BOOLEAN],
    returns: NUMERIC,
    row: ([x, digits, half]) =>
      new DuckDBDecimalValue(numericRounded(decimal(x), Number(digits), half === true), 38, 9),
  },
  { name: 'bq_double_text', parameters: [DOUBLE], returns: VARCHAR, row: ([x]) => doubleText(Number(x)) },
  {
    name: 'bq_round',
    parameters: [DOUBLE, BIGINT, BOOLEAN],
    returns: DOUBLE,
    row: ([x, digits, half]) => doubleRounded(Number(x), Number(digits), half === true),
  },
  { name: 'bq_upper', parameters: [VARCHAR], returns: VARCHAR, row: ([x]) => String(x).toUpperCase() },
  {
    name: 'bq_reverse',
    parameters: [VARCHAR],
    returns: VARCHAR,
    row: ([x]) => Array.from(String(x)).reverse().join(''),
  },
  { name: 'bq_lower', parameters: [VARCHAR], returns: VARCHAR, row: ([x]) => String(x).toLowerCase() },
  {
    name: 'bq_json',
    parameters: [VARCHAR, VARCHAR, VARCHAR],
    returns: VARCHAR,
    row: ([json, path, what]) => jsonPart(String(json), String(path), String(what)),
  },
  { name: 'bq_normal_json', parameters: [VARCHAR], returns: VARCHAR, row: ([x]) => normalJson(String(x)) },
  { name: 'bq_exact_json', parameters: [VARCHAR], returns: VARCHAR, row: ([x]) => exactJson(String(x)) },
  {
    name: 'bq_edit_distance',
    parameters: [VARCHAR, VARCHAR, BIGINT],
    returns: BIGINT,
    row: ([from, to, limit]) => BigInt(editDistance(Array.from(String(from)), Array.from(String(to)), limitOf(limit))),
  },
  {
    name: 'bq_edit_distance_of_bytes',
    parameters: [BLOB, BLOB, BIGINT],
    returns: BIGINT,
    row: ([from, to, limit]) => BigInt(editDistance([...bytes(from)], [...bytes(to)], limitOf(limit))),
  },
  {
    name: 'bq_initcap',
    parameters: [VARCHAR],
    rest: VARCHAR,
    returns: VARCHAR,
    row: ([x, d]) => capitalized(String(x), d === undefined ? undefined : String(d)),
  },
  {
    name: 'bq_normalize',
    parameters: [VARCHAR, VARCHAR, BOOLEAN],
    returns: VARCHAR,
    row: ([x, form, folds]) => (folds === true ? caseFolded : plainly)(String(x).normalize(String(form)), String(form)),
  },
  {
    name: 'bq_strftime',
    parameters: [VARCHAR, BIGINT, BIGINT, VARCHAR],
    returns: VARCHAR,
    row: ([pattern, micros, offset, zone]) =>
      strftime(String(pattern), { micros: BigInt(String(micros)), offsetSeconds: Number(offset), zone: String(zone) }),
  },
  {
    name: 'bq_strptime',
    parameters: [VARCHAR, VARCHAR, VARCHAR],
    returns: VARCHAR,
    row: ([pattern, text, what]) => strptime(String(pattern), String(text), String(what)),
  },
  {
    name: 'bq_to_json_string',
    parameters: [ANY, BOOLEAN],
    returns: VARCHAR,
    nulls: true,
    row: ([value = null, pretty], [type]) => jsonText(value, type, pretty === true),
  },
  {
    name: 'bq_to_json',
    parameters: [ANY],
    returns: VARCHAR,
    nulls: true,
    row: ([value = null], [type]) => jsonValueText(value, type),
  },
  {
    name: 'bq_format',
    parameters: [VARCHAR],
    rest: ANY,
    returns: VARCHAR,
    nulls: true,
    row: ([pattern = null, ...args]) => (pattern === null ? null : format(String(pattern), args)),
  },
];

const plainly = (text: string): string => text;

/** Without regard to case: `ß` is `ss`, all sigmas are one, and the dotless i stays one. */
const caseFolded = (text: string, form: string): string =>
  text
    .replace(/[^ı]+/gu, (part) => part.toLowerCase().toUpperCase().toLowerCase())
    .replaceAll('ς', 'σ')
    .normalize(form);

function limitOf(limit: DuckDBValue | undefined): number {
  if (Number(limit) < 0) throw failure('Max distance must be non-negative');
  return Number(limit);
}

const bytes = (value: DuckDBValue | undefined): Uint8Array =>
  value instanceof DuckDBBlobValue ? value.bytes : new Uint8Array();

const decimal = (value: DuckDBValue | undefined): bigint => (value instanceof DuckDBDecimalValue ? value.value : 0n);

/**
 * Registers the scalar functions that only JavaScript has. One call is enough for all connections of an
 * instance. They run on the main thread, a vector of 2,048 rows at a time.
 */
export function registerFunctions(connection: DuckDBConnection): void {
  for (const definition of DEFINITIONS) connection.registerScalarFunction(scalarFunction(definition));
}

function scalarFunction({ name, parameters, rest, returns, nulls, row }: Definition): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name,
    parameterTypes: parameters,
    returnType: returns,
    specialHandling: true,
    ...(rest ? { varArgsType: rest } : {}),
    mainFunction: (_info, input, output) => {
      const vectors = Array.from({ length: input.columnCount }, (_, index) => input.getColumnVector(index));
      const types = vectors.map(({ type }) => type);
      for (let at = 0; at < input.rowCount; at++) {
        const args = vectors.map((vector) => vector.getItem(at));
        output.setItem(at, !nulls && args.includes(null) ? null : row(args, types));
      }
      output.flush();
    },
  });
}

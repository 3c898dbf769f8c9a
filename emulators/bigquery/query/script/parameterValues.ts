import type { GoogleSql } from '../../../googlesql/googleSql.ts';
import { EMPTY_SCOPE, type Parameter } from '../../../googlesql/messages.ts';
import { SqlError, unsupportedSql } from '../../errors/sqlError.ts';
import { positional } from '../../evaluation/prepareStatement.ts';
import type { QueryParameter } from './statement.ts';

type ParameterType = NonNullable<QueryParameter['parameterType']>;
type ParameterValue = NonNullable<QueryParameter['parameterValue']>;

/** The parameters of a query as GoogleSQL takes them; GoogleSQL itself reads their texts. @throws SqlError */
export async function parameterValues(
  parameters: readonly QueryParameter[],
  googleSql: GoogleSql,
): Promise<Parameter[]> {
  if (parameters.length === 0) return [];
  const texts = parameters.map(({ parameterType = {}, parameterValue = {} }) =>
    valueSql(parameterType, parameterValue),
  );
  const { columns, rows } = await googleSql
    .query(`SELECT ${texts.join(', ')}`, EMPTY_SCOPE, {})
    .catch((error: unknown) => {
      throw new SqlError(`Invalid query parameter: ${error instanceof Error ? error.message : String(error)}`);
    });
  return parameters.map(({ name }, index) => ({
    name: name || positional(index + 1),
    type: columns[index]?.type ?? { typeKind: 'TYPE_INT64' },
    value: rows[0]?.cell[index] ?? {},
  }));
}

/** BigQuery's names of types, and the older ones. */
const TYPES: Readonly<Record<string, string>> = {
  INTEGER: 'INT64',
  FLOAT: 'FLOAT64',
  BOOLEAN: 'BOOL',
  RECORD: 'STRUCT',
};
const SCALARS: ReadonlySet<string> = new Set(
  'STRING INT64 FLOAT64 BOOL NUMERIC BIGNUMERIC DATE DATETIME TIME TIMESTAMP JSON BYTES INTERVAL'.split(' '),
);

function typeSql({ type, arrayType, structTypes }: ParameterType): string {
  if (arrayType) return `ARRAY<${typeSql(arrayType)}>`;
  if (structTypes)
    return `STRUCT<${structTypes.map(({ name = '', type: inner }) => `${name} ${typeSql(inner ?? {})}`).join(', ')}>`;
  const upper = String(type).toUpperCase();
  const known = TYPES[upper] ?? upper;
  if (!SCALARS.has(known)) throw unsupportedSql(`query parameters of type ${String(type)}`);
  return known;
}

function valueSql(type: ParameterType, value: ParameterValue): string {
  const { arrayType, structTypes } = type;
  const sql = typeSql(type);
  if (arrayType)
    return `CAST([${(value.arrayValues ?? []).map((item) => valueSql(arrayType, item)).join(', ')}] AS ${sql})`;
  if (structTypes) return structSql(structTypes, value, sql);
  if (value.value === undefined || value.value === null) return `CAST(NULL AS ${sql})`;
  // The official client sends numbers and booleans as such, though the REST reference has text here.
  const text = literal(String(value.value));
  if (sql === 'BYTES') return `FROM_BASE64(${text})`;
  return sql === 'JSON' ? `PARSE_JSON(${text}, wide_number_mode=>'round')` : `CAST(${text} AS ${sql})`;
}

function structSql(
  fields: NonNullable<ParameterType['structTypes']>,
  { structValues }: ParameterValue,
  sql: string,
): string {
  if (!structValues) return `CAST(NULL AS ${sql})`;
  const values = fields.map(({ name, type }, index) =>
    valueSql(type ?? {}, structValues[name ?? ''] ?? Object.values(structValues)[index] ?? {}),
  );
  return `${sql}(${values.join(', ')})`;
}

const literal = (text: string): string => JSON.stringify(text).replaceAll('\u2028', '\\u2028');

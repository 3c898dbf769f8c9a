import { invalid, unsupported } from '../errors/apiError.ts';
import { withInt64Texts } from '../rest/int64Texts.ts';
import type { TableFieldResource } from '../rest/resources.ts';

/** Types as the REST API writes them in answers. */
export const FIELD_TYPES = [
  'STRING',
  'BYTES',
  'INTEGER',
  'FLOAT',
  'NUMERIC',
  'BIGNUMERIC',
  'BOOLEAN',
  'TIMESTAMP',
  'DATE',
  'TIME',
  'DATETIME',
  'GEOGRAPHY',
  'JSON',
  'INTERVAL',
  'RANGE',
  'RECORD',
] as const;

export type FieldType = (typeof FIELD_TYPES)[number];
export type FieldMode = 'NULLABLE' | 'REQUIRED' | 'REPEATED';

/** A column or a field of a record, canonical: types and modes are those above, `fields` is there exactly for records. */
export interface Field {
  name: string;
  type: FieldType;
  mode: FieldMode;
  fields?: Field[];
  description?: string;
  /** Whether the request that made the field said no mode: then answers say none either. */
  isModeImplied?: true;
  /** Whether the column is kept as text, for which DuckDB has no type large enough. */
  isText?: true;
  /** Limits and annotations that are kept and given back: maxLength, precision, scale, policyTags, collation, … */
  [annotation: string]: unknown;
}

/** The names that GoogleSQL and older clients use for the same types. */
const ALIASES: Readonly<Record<string, FieldType>> = {
  INT64: 'INTEGER',
  FLOAT64: 'FLOAT',
  BOOL: 'BOOLEAN',
  STRUCT: 'RECORD',
  DECIMAL: 'NUMERIC',
  BIGDECIMAL: 'BIGNUMERIC',
};

const MODES: readonly string[] = ['NULLABLE', 'REQUIRED', 'REPEATED'] satisfies FieldMode[];

/** https://cloud.google.com/bigquery/docs/schemas#column_names */
const NAME = /^[\p{L}_][\p{L}\p{N}\p{M}\p{Pc}\p{Pd}&%=+:'<>#| -]{0,299}$/u;

/**
 * The fields of a schema as a request has it.
 *
 * @throws ApiError `invalid`, naming the field.
 */
export function canonicalFields(input: unknown, path = ''): Field[] {
  if (!Array.isArray(input)) throw invalid(`Schema has no fields${path && ` in record ${path}`}.`);
  const fields = input.map((field) => canonicalField(field, path));
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (seen.has(name.toLowerCase())) throw invalid(`Duplicate field name: ${path}${name}`);
    seen.add(name.toLowerCase());
  }
  return fields;
}

function canonicalField(input: unknown, path: string): Field {
  if (typeof input !== 'object' || input === null)
    throw invalid(`A field of the schema is no object: ${String(input)}`);
  const { name, type, mode, fields, ...annotations } = input as Record<string, unknown>;
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw invalid(
      `Invalid field name "${path}${String(name)}". Fields must contain the allowed characters, and be at most 300 characters long. For allowed characters, please refer to https://cloud.google.com/bigquery/docs/schemas#column_names`,
    );
  }
  const canonical = canonicalType(type, path + name);
  const canonicalMode = String(mode ?? 'NULLABLE').toUpperCase();
  if (!MODES.includes(canonicalMode)) throw invalid(`Invalid value for mode: ${String(mode)} is not a valid value`);
  return {
    ...withInt64Texts(annotations),
    name,
    type: canonical,
    mode: canonicalMode as FieldMode,
    ...(mode === undefined || mode === null ? { isModeImplied: true } : {}),
    ...(canonical === 'RECORD' ? { fields: recordFields(fields, path + name) } : {}),
  };
}

/** A schema's fields as answers have them. */
export const fieldResources = (fields: readonly Field[]): TableFieldResource[] =>
  fields.map(({ isModeImplied, isText: _kept, mode, fields: inner, ...field }) => ({
    ...field,
    ...(isModeImplied && mode === 'NULLABLE' ? {} : { mode }),
    ...(inner ? { fields: fieldResources(inner) } : {}),
  }));

function canonicalType(type: unknown, path: string): FieldType {
  const upper = String(type ?? '').toUpperCase();
  if (upper === 'RANGE' || upper === 'INTERVAL') throw unsupported(`columns of type ${upper} (field ${path})`);
  const canonical = FIELD_TYPES.find((known) => known === upper) ?? ALIASES[upper];
  if (canonical) return canonical;
  throw invalid(`Invalid value for type: ${String(type)} is not a valid value (field ${path})`);
}

function recordFields(fields: unknown, path: string): Field[] {
  if (!Array.isArray(fields) || fields.length === 0) {
    throw invalid(`Field ${path} is type RECORD but has no schema`);
  }
  return canonicalFields(fields, `${path}.`);
}

/** The same column, which takes NULL. */
export const nullable = (field: Field): Field => (field.mode === 'REQUIRED' ? { ...field, mode: 'NULLABLE' } : field);

/** The GoogleSQL for what a column has where a row says nothing of it; undefined for NULL. */
export const defaultExpression = ({ defaultValueExpression }: Field): string | undefined =>
  typeof defaultValueExpression === 'string' && defaultValueExpression.trim() !== ''
    ? defaultValueExpression
    : undefined;

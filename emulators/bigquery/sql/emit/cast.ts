import type { Emission } from '../emission/emission.ts';
import type { Expression, SqlType } from '../model/ast.ts';
import { unsupportedSql } from '../model/errors.ts';
import { typeSql } from './typeSql.ts';

/** Macros that convert as BigQuery does; the other types convert in DuckDB alike. */
const MACROS: Readonly<Record<string, string>> = {
  INT64: 'bq_int64',
  FLOAT64: 'bq_float64',
  BOOL: 'bq_bool',
  STRING: 'bq_string',
  BYTES: 'bq_bytes',
  DATE: 'bq_date',
  DATETIME: 'bq_datetime',
  TIME: 'bq_time',
  TIMESTAMP: 'bq_timestamp',
};

/** The macros of these have a twin for SAFE_CAST. */
const HAVE_SAFE: ReadonlySet<string> = new Set(['INT64', 'FLOAT64', 'BOOL', 'DATE', 'DATETIME', 'TIME', 'TIMESTAMP']);

interface Cast {
  kind: 'cast';
  /** An expression, or SQL that is there already. */
  of: Expression | string;
  type: SqlType;
  safe: boolean;
  format?: Expression;
}

/** CAST and SAFE_CAST. */
export function castSql({ of, type, safe, format }: Cast, emit: Emission): string {
  if (format) throw unsupportedSql('CAST … FORMAT', format);
  if (type.parameters.length > 0) throw unsupportedSql(`CAST to ${type.name}(${type.parameters.join(', ')})`);
  const value = typeof of === 'string' ? of : emit.expression(of);
  const macro = isNull(of) ? undefined : MACROS[type.name];
  if (holdsStruct(type) && !convertsByName(of)) throw unsupportedSql('CAST to a STRUCT of anything but NULL or []');
  if (!macro) return `${safe ? 'TRY_CAST' : 'CAST'}(${value} AS ${typeSql(type)})`;
  if (safe && HAVE_SAFE.has(type.name)) return `${macro.replace('bq_', 'bq_safe_')}(${value})`;
  return safe ? `TRY(${macro}(${value}))` : `${macro}(${value})`;
}

const isNull = (of: Expression | string): boolean =>
  typeof of === 'string' ? of === 'NULL' : of.kind === 'literal' && of.type === 'NULL';

/** DuckDB casts structs by the names of their fields, BigQuery by their order. */
const holdsStruct = (type: SqlType): boolean => type.name === 'STRUCT' || type.element?.name === 'STRUCT';

const convertsByName = (of: Expression | string): boolean =>
  isNull(of) || (typeof of === 'string' ? of === '[]' : of.kind === 'array' && of.items.length === 0);

import { DuckDBListType, DuckDBStructType, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import type { Field, FieldType } from './field.ts';

const TYPES: Partial<Record<DuckDBTypeId, FieldType>> = {
  [DuckDBTypeId.BOOLEAN]: 'BOOLEAN',
  [DuckDBTypeId.TINYINT]: 'INTEGER',
  [DuckDBTypeId.SMALLINT]: 'INTEGER',
  [DuckDBTypeId.INTEGER]: 'INTEGER',
  [DuckDBTypeId.BIGINT]: 'INTEGER',
  [DuckDBTypeId.UTINYINT]: 'INTEGER',
  [DuckDBTypeId.USMALLINT]: 'INTEGER',
  [DuckDBTypeId.UINTEGER]: 'INTEGER',
  [DuckDBTypeId.UBIGINT]: 'INTEGER',
  // sum() of integers; BigQuery has no integer beyond 64 bits.
  [DuckDBTypeId.HUGEINT]: 'INTEGER',
  [DuckDBTypeId.FLOAT]: 'FLOAT',
  [DuckDBTypeId.DOUBLE]: 'FLOAT',
  [DuckDBTypeId.VARCHAR]: 'STRING',
  [DuckDBTypeId.ENUM]: 'STRING',
  [DuckDBTypeId.UUID]: 'STRING',
  [DuckDBTypeId.INTERVAL]: 'STRING',
  // The type of a bare NULL; BigQuery calls it INT64.
  [DuckDBTypeId.SQLNULL]: 'INTEGER',
  [DuckDBTypeId.BLOB]: 'BYTES',
  [DuckDBTypeId.DATE]: 'DATE',
  [DuckDBTypeId.TIME]: 'TIME',
  [DuckDBTypeId.TIMESTAMP]: 'DATETIME',
  [DuckDBTypeId.TIMESTAMP_S]: 'DATETIME',
  [DuckDBTypeId.TIMESTAMP_MS]: 'DATETIME',
  [DuckDBTypeId.TIMESTAMP_NS]: 'DATETIME',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'TIMESTAMP',
};

/** The BigQuery field that a DuckDB column is; undefined for what BigQuery has no type for. */
export function fieldOfDuckType(name: string, type: DuckDBType): Field | undefined {
  if (type instanceof DuckDBListType) return listField(name, type);
  if (type instanceof DuckDBStructType) return recordField(name, type);
  const scalar = scalarType(type);
  return scalar && { name, type: scalar, mode: 'NULLABLE' };
}

function scalarType(type: DuckDBType): FieldType | undefined {
  const { alias } = type as { alias?: string };
  if (alias === 'JSON' || alias === 'GEOGRAPHY') return alias;
  if (type.typeId === DuckDBTypeId.DECIMAL) {
    const { scale, width } = type as unknown as { scale: number; width: number };
    return scale > 9 || width - scale > 29 ? 'BIGNUMERIC' : 'NUMERIC';
  }
  return TYPES[type.typeId];
}

function listField(name: string, type: DuckDBListType): Field | undefined {
  const element = fieldOfDuckType(name, type.valueType);
  // BigQuery has no list of lists.
  return element && element.mode !== 'REPEATED' ? { ...element, mode: 'REPEATED' } : undefined;
}

function recordField(name: string, type: DuckDBStructType): Field | undefined {
  const fields = type.entryNames.map((entry, index) => {
    const inner = type.entryTypes[index];
    return inner && fieldOfDuckType(entry, inner);
  });
  return fields.every((field) => field !== undefined) ? { name, type: 'RECORD', mode: 'NULLABLE', fields } : undefined;
}

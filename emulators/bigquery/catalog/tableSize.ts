import type { Engine } from '../engine/engine.ts';
import type { Field } from '../schema/field.ts';
import { quoteName, quoteText, sqlName } from '../schema/names.ts';
import type { TableMeta } from './meta.ts';
import type { TableSize } from './tableResource.ts';

/** Counts a table's rows and their logical bytes, once a version. */
export function createTableSizes(engine: Engine): (meta: TableMeta) => Promise<TableSize> {
  const known = new Map<string, { etag: string; size: Promise<TableSize> }>();

  return (meta) => {
    const key = sqlName(meta.ref);
    const remembered = known.get(key);
    if (remembered?.etag === meta.etag) return remembered.size;
    const size = measure(engine, meta);
    known.set(key, { etag: meta.etag, size });
    size.catch(() => known.delete(key));
    return size;
  };
}

function measure(engine: Engine, { ref, fields }: TableMeta): Promise<TableSize> {
  const bytes = fields.map((field) => bytesSql(field, quoteName(field.name))).join(' + ') || '0';
  return engine.use(async (session) => {
    const [row] = await session.rows(
      `SELECT count(*) AS rows, coalesce(sum(${bytes}), 0) AS bytes FROM ${sqlName(ref)}`,
    );
    return { numRows: Number(row?.['rows'] ?? 0), numBytes: Number(row?.['bytes'] ?? 0) };
  });
}

/** https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#data_type_sizes */
const FIXED: Readonly<Record<string, number>> = {
  INTEGER: 8,
  FLOAT: 8,
  BOOLEAN: 1,
  TIMESTAMP: 8,
  DATE: 8,
  TIME: 8,
  DATETIME: 8,
  NUMERIC: 16,
  BIGNUMERIC: 32,
};

/** DuckDB SQL for the bytes of a value; a NULL has none. */
function bytesSql(field: Field, value: string): string {
  if (field.mode === 'REPEATED') {
    const element = bytesSql({ ...field, mode: 'NULLABLE' }, 'element');
    return `coalesce(list_sum(list_transform(${value}, lambda element: ${element})), 0)`;
  }
  if (field.fields) {
    return `(${field.fields.map((inner) => bytesSql(inner, `${value}[${quoteText(inner.name)}]`)).join(' + ')})`;
  }
  const fixed = FIXED[field.type];
  if (fixed !== undefined) return `CASE WHEN ${value} IS NULL THEN 0 ELSE ${fixed} END`;
  const length = field.type === 'BYTES' ? `octet_length(${value})` : `strlen(CAST(${value} AS VARCHAR))`;
  return `coalesce(2 + ${length}, 0)`;
}

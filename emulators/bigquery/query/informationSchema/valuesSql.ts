import { quoteName, quoteText } from '../../schema/names.ts';

/** A column of a table that is made up for a query: its name, and its type in DuckDB. */
export type Columns = Readonly<Record<string, string>>;
export type Value =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Value[]
  | { readonly [name: string]: Value };

/** A DuckDB query, in parentheses, for rows that the catalog knows. Times are milliseconds since the epoch. */
export function valuesSql(columns: Columns, rows: readonly Readonly<Record<string, Value>>[]): string {
  const entries = Object.entries(columns);
  if (rows.length === 0) {
    return `(SELECT ${entries.map(([name, type]) => `CAST(NULL AS ${type}) AS ${quoteName(name)}`).join(', ')} WHERE false)`;
  }
  const selects = rows.map(
    (row) => `SELECT ${entries.map(([name, type]) => `${valueSql(row[name], type)} AS ${quoteName(name)}`).join(', ')}`,
  );
  return `(${selects.join(' UNION ALL ')})`;
}

function valueSql(value: Value, type: string): string {
  if (value === null || value === undefined) return `CAST(NULL AS ${type})`;
  if (type === 'TIMESTAMPTZ') return `make_timestamptz(${Number(value) * 1000})`;
  return `CAST(${literal(value)} AS ${type})`;
}

function literal(value: Value): string {
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value as Record<string, Value>);
    return `{${entries.map(([name, inner]) => `${quoteText(name)}: ${literal(inner)}`).join(', ')}}`;
  }
  return typeof value === 'string' ? quoteText(value) : String(value);
}

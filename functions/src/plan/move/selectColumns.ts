import { permanent } from '../../failure/failure.ts';
import type { MoveSpec } from '../../model/moveSpec.ts';
import { fullTableName, type TableField, type TableInfo } from '../../model/table.ts';
import { columnNamed, sameName } from './findColumn.ts';
import { parenthesized } from './parenthesized.ts';
import { columnSql, quoted, typeSql } from './quote.ts';

/** A column of the result: what it is called and what it is. */
export interface Selected {
  name: string;
  sql: string;
}

interface Wanted {
  spec: MoveSpec;
  source: TableInfo;
  destination: TableInfo | undefined;
}

interface SelectedColumns {
  columns: Selected[];
  /** What only the destination has, without a value. */
  missing: Selected[];
  /** A column, if any, that the destination would get by this. */
  grows: string | undefined;
}

/**
 * The columns that rows are moved with. One that only the temporary table has is left out, unless the rule allows new
 * columns. Throws where a REQUIRED column would get no value, and where Transform adds a column that the destination may
 * not get.
 */
export function selectColumns({ spec, source, destination }: Wanted): SelectedColumns {
  const { alias, transform = {}, allowFieldAddition } = spec;
  const expressionFor = (name: string): string | undefined =>
    Object.entries(transform).find(([column]) => sameName(column, name))?.[1];
  const sqlFor = (name: string): string | undefined => {
    const expression = expressionFor(name);
    if (expression !== undefined) return parenthesized(expression);
    const field = columnNamed(source.fields, name);
    return field && columnSql(alias, [field.name]);
  };
  const names = destination ? destination.fields.map(({ name }) => name) : source.fields.map(({ name }) => name);
  const isKnown = (name: string): boolean => names.some((known) => sameName(known, name));
  const added = Object.keys(transform).filter((name) => !isKnown(name));
  if (destination && !allowFieldAddition) refuseAdded(added, destination);
  const onlySource =
    destination && allowFieldAddition ? source.fields.map(({ name }) => name).filter((name) => !isKnown(name)) : [];
  const news = [...onlySource, ...added.filter((one) => !onlySource.some((other) => sameName(one, other)))];
  const columns: Selected[] = [];
  const missing: Selected[] = [];
  for (const name of [...names, ...news]) {
    const sql = sqlFor(name);
    if (sql === undefined) missing.push(nothing(columnNamed(destination?.fields ?? [], name), name));
    else columns.push({ name, sql });
  }
  return { columns, missing, grows: destination ? news[0] : undefined };
}

function nothing(field: TableField | undefined, name: string): Selected {
  if (field === undefined || field.mode === 'REQUIRED') {
    throw permanent(
      'invalid',
      `the destination's column ${name} is REQUIRED, and gets no value: the temporary table has no such column; give it by Transform, or relax it`,
    );
  }
  return { name, sql: `CAST(NULL AS ${typeSql(field)})` };
}

function refuseAdded(added: readonly string[], { name }: TableInfo): void {
  const [first] = added;
  if (first === undefined) return;
  throw permanent(
    'invalid',
    `Dest.Transform.${first}: ${fullTableName(name)} has no such column; add it to the table, or set Dest.AllowFieldAddition`,
  );
}

/** The list after SELECT, a column a line. */
export const listSql = (columns: readonly Selected[]): string =>
  columns.map(({ name, sql }) => `  ${sql} AS ${quoted(name)}`).join(',\n');

import type { Node, Scope } from '../../googlesql/messages.ts';
import { flatten } from '../../googlesql/nodes.ts';
import type { Session } from '../engine/session.ts';
import type { PreparedStatement } from '../evaluation/prepareStatement.ts';
import { fieldsOfQuery } from '../evaluation/queryFields.ts';
import type { Field } from '../schema/field.ts';
import { quoteName } from '../schema/names.ts';
import type { Emission, ScannedTable } from './emission.ts';
import { expressionSql } from './expression.ts';
import { scanSql } from './scan.ts';
import { type Column, columnName } from './terms/column.ts';

/** A query for DuckDB, and its columns. */
export interface Emitted {
  sql: string;
  fields: Field[];
}

/** A query's rows, computed by DuckDB. @throws NotEmitted, SqlError */
export async function emitQuery(prepared: PreparedStatement, session: Session): Promise<Emitted> {
  const emission = await emissionFor(prepared, session);
  const { resolved } = prepared;
  const fields = fieldsOfQuery(resolved);
  const { outputColumnList, isValueTable, query } = flatten(resolved);
  const columns = (outputColumnList ?? []) as { column: Column }[];
  const rows = `(${emission.scan(query as Node)})`;
  const [first] = columns;
  const list =
    isValueTable === true && first?.column.type.structType
      ? fields.map(({ name }) => `(${columnName(first.column)}).${quoteName(name)} AS ${quoteName(name)}`)
      : fields.map(({ name }, index) => {
          const column = columns[index]?.column;
          return `${column ? columnName(column) : 'NULL'} AS ${quoteName(name)}`;
        });
  return { sql: `SELECT ${list.join(', ')} FROM ${rows}`, fields };
}

/** What the parts of a statement are written with. */
export async function emissionFor({ tables, scope }: PreparedStatement, session: Session): Promise<Emission> {
  const scanned = new Map<string, ScannedTable>();
  for (const table of tables)
    scanned.set(table.key, { source: await table.source(session), fields: [...table.fields, ...table.hidden] });
  const emission: Emission = {
    tables: scanned,
    values: valuesOf(scope),
    queries: new Map(),
    recursions: [],
    scan: (node) => scanSql(node, emission),
    expression: (node) => expressionSql(node, emission),
  };
  return emission;
}

const valuesOf = ({ parameters, constants }: Scope): Emission['values'] =>
  new Map([
    ...parameters.map(({ name, ...value }) => [`@${name.toUpperCase()}`, value] as const),
    ...constants.map(({ namePath, ...value }) => [namePath.join('.').toUpperCase(), value] as const),
  ]);

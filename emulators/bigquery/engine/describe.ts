import { SqlError, unsupportedSql } from '../errors/sqlError.ts';
import type { Field, FieldType } from '../schema/field.ts';
import { fieldOfDuckType } from '../schema/fieldOfDuckType.ts';
import type { Session } from './session.ts';

/** The fields that a query's rows have, without running it. @throws SqlError where BigQuery has no such result. */
export async function describeQuery({ connection }: Session, sql: string): Promise<Field[]> {
  const prepared = await connection.prepare(sql);
  const seen = new Set<string>();
  return Array.from({ length: prepared.columnCount }, (_column, index) => {
    const name = prepared.columnName(index);
    if (seen.has(name.toLowerCase())) {
      throw new SqlError(`Duplicate column names in the result are not supported. Found duplicate(s): ${name}`);
    }
    seen.add(name.toLowerCase());
    const type = prepared.columnType(index);
    const field = fieldOfDuckType(name, type);
    if (!field) throw unsupportedSql(`results of type ${String(type)} (column ${name})`);
    return field;
  });
}

/** What a query's result cannot say, as DuckDB has one type for several of BigQuery's: the table's column says it. */
const TABLE_SAYS: Partial<Record<FieldType, readonly FieldType[]>> = {
  STRING: ['JSON', 'GEOGRAPHY'],
  NUMERIC: ['BIGNUMERIC'],
  BIGNUMERIC: ['NUMERIC'],
};

/** The fields as the table that they go to has them, where only the table knows. */
export function asInTable(fields: readonly Field[], table: readonly Field[]): Field[] {
  return fields.map((field) => {
    const known = table.find(({ name }) => name.toLowerCase() === field.name.toLowerCase());
    if (!known) return field;
    const type = TABLE_SAYS[field.type]?.includes(known.type) ? known.type : field.type;
    return {
      ...field,
      type,
      ...(field.fields && known.fields ? { fields: asInTable(field.fields, known.fields) } : {}),
    };
  });
}

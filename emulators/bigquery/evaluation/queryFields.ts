import type { Node, QueryResult, RowProto, TypeProto } from '../../googlesql/messages.ts';
import { flatten } from '../../googlesql/nodes.ts';
import { SqlError } from '../errors/sqlError.ts';
import type { Field } from '../schema/field.ts';
import { fieldOf } from './typeProto.ts';

interface Column {
  name: string;
  type: TypeProto;
}

/** The columns that a query has, of its resolved statement. @throws SqlError where two have one name */
export function fieldsOfQuery(resolved: Node): Field[] {
  const { outputColumnList, isValueTable } = flatten(resolved);
  const columns = ((outputColumnList ?? []) as { name?: string; column: { type: TypeProto } }[]).map(
    ({ name = '', column }) => ({ name, type: column.type }),
  );
  return fieldsOf(isValueTable === true ? valueColumns(columns) : columns);
}

/** The fields and rows of a result; a table of structs has a column for each of their fields. */
export function resultOf(resolved: Node, { rows }: QueryResult): { fields: Field[]; rows: RowProto[] } {
  const { outputColumnList, isValueTable } = flatten(resolved);
  const [first] = (outputColumnList ?? []) as { column: { type: TypeProto } }[];
  const fields = fieldsOfQuery(resolved);
  if (isValueTable !== true || !first?.column.type.structType) return { fields, rows };
  return {
    fields,
    rows: rows.map(({ cell }) => ({ cell: cell[0]?.structValue?.field ?? fields.map(() => ({})) })),
  };
}

function valueColumns(columns: readonly Column[]): Column[] {
  const [first] = columns;
  const { structType } = first?.type ?? {};
  if (!structType) return [...columns];
  return (structType.field ?? []).map(({ fieldName = '', fieldType }) => ({ name: fieldName, type: fieldType }));
}

/** Columns without a name are `f0_`, `f1_`, … */
function fieldsOf(columns: readonly Column[]): Field[] {
  let nameless = 0;
  const seen = new Set<string>();
  return columns.map(({ name, type }) => {
    const shown = name === '' || name.startsWith('$') ? `f${nameless++}_` : name;
    if (seen.has(shown.toLowerCase()))
      throw new SqlError(`Duplicate column names in the result are not supported. Found duplicate(s): ${shown}`);
    seen.add(shown.toLowerCase());
    return fieldOf(shown, type);
  });
}

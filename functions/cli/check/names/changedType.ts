import type { TableField } from '../../../src/model/table.ts';
import { standardType } from '../../../src/model/typeNames.ts';
import { columnNamed } from '../../../src/plan/move/findColumn.ts';

/** Types that take all values of another. Whether BigQuery appends such rows of a query is not known here, and no rule is accused of it. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  INT64: ['NUMERIC', 'BIGNUMERIC', 'FLOAT64'],
  NUMERIC: ['BIGNUMERIC', 'FLOAT64'],
  BIGNUMERIC: ['FLOAT64'],
  DATE: ['DATETIME', 'TIMESTAMP'],
  DATETIME: ['TIMESTAMP'],
};

interface Written {
  /** The columns of a query's rows. */
  columns: readonly TableField[];
  /** Those of the table that gets the rows. */
  fields: readonly TableField[];
}

/** What is wrong with the type of a query's column for the table that gets the rows: BigQuery converts nothing there. */
export function changedType(name: string, { columns, fields }: Written): string | undefined {
  const [column, field] = [columnNamed(columns, name), columnNamed(fields, name)];
  if (column === undefined || field === undefined) return undefined;
  const [from, to] = [shownType(column), shownType(field)];
  if (from === to || WIDER[from]?.includes(to)) return undefined;
  return `it is ${from}, and the column ${field.name} of the table is ${to}; make it ${to}`;
}

const shownType = ({ type, mode }: TableField): string =>
  mode === 'REPEATED' ? `ARRAY<${standardType(type)}>` : standardType(type);

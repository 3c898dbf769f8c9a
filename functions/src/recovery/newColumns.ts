import { defined } from '../common/defined.ts';
import type { TableField } from '../model/table.ts';
import { type Evidence, evidenceOf, inferField, isKnown, learn } from './inferField.ts';
import { isObject, parseRow } from './parseRow.ts';

/** Finds the fields of newline-delimited JSON that a table has no columns for. */
export interface NewColumns {
  /** Takes a line into account; one that is no JSON object is left to the load. */
  read(line: string): void;
  /**
   * The columns that are needed, as a template for `mergeColumns`: new ones, and the records that get new fields, with
   * nothing but those. A field that no column can hold is not among them.
   */
  found(): TableField[];
  /** Whether fields were found of which no value is known: other files may tell. */
  isVague(): boolean;
}

export function findNewColumns(columns: readonly TableField[]): NewColumns {
  const root = newRecord(columns);
  return {
    read(line) {
      const row = parseRow(line);
      if (row) readRecord(root, row);
    },
    found: () => fieldsOf(root),
    isVague: () => isVague(root),
  };
}

/** What is known of a record of the table: its columns, and the fields that it lacks. */
interface KnownRecord {
  columns: ReadonlyMap<string, { column: TableField; record?: KnownRecord }>;
  missing: Map<string, Evidence>;
}

function newRecord(columns: readonly TableField[]): KnownRecord {
  const entries = columns.map((column) => {
    const { name, fields } = column;
    return [name.toLowerCase(), defined({ column, record: fields && newRecord(fields) })] as const;
  });
  return { columns: new Map(entries), missing: new Map() };
}

function readRecord(known: KnownRecord, row: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(row)) {
    const column = known.columns.get(name.toLowerCase());
    if (column === undefined) learn(evidenceOf(known.missing, name), value);
    else if (column.record) readRecords(column.record, value);
  }
}

function readRecords(known: KnownRecord, value: unknown): void {
  for (const element of Array.isArray(value) ? value : [value]) if (isObject(element)) readRecord(known, element);
}

function fieldsOf({ columns, missing }: KnownRecord): TableField[] {
  const added = [...missing.values()].map(inferField).filter((field) => field !== undefined);
  const extended = [...columns.values()].flatMap(({ column, record }) => {
    const fields = record ? fieldsOf(record) : [];
    return fields.length === 0 ? [] : [{ ...column, fields }];
  });
  return [...extended, ...added];
}

const isVague = ({ columns, missing }: KnownRecord): boolean =>
  [...missing.values()].some((evidence) => !isKnown(evidence)) ||
  [...columns.values()].some(({ record }) => record !== undefined && isVague(record));

import { defined } from '../common/defined.ts';
import type { TableField } from '../model/table.ts';
import { addEvidence, type Evidence, emptyPaths, evidenceOf, inferField, learn, problemsOf } from './inferField.ts';
import { isObject, parseRow } from './parseRow.ts';

/** Finds the fields of newline-delimited JSON that a table has no columns for. */
export interface NewColumns {
  /** Takes a line into account. */
  read(line: string): void;
  /** Whether some line was no JSON object. */
  isBroken(): boolean;
  /**
   * The columns that are needed, as a template for `mergeColumns`: new ones, and the records that get new fields, with
   * nothing but those. A field that no column can hold is not among them, nor is one of which no value is known.
   */
  found(): TableField[];
  /** Why some fields cannot become columns. */
  problems(): string[];
  /** The fields, as `a.b`, that are null, `[]` or `{}` wherever they occur. */
  empty(): string[];
  /** What this and another one of the same table saw, together. */
  with(other: NewColumns): NewColumns;
  readonly seen: KnownRecord;
}

export function findNewColumns(columns: readonly TableField[]): NewColumns {
  const root = newRecord(columns);
  let isBroken = false;
  const finder: NewColumns = {
    seen: root,
    read(line) {
      const text = line.replace(/^\uFEFF/, '').trim();
      if (text === '') return;
      const row = parseRow(text);
      if (row) readRecord(root, row);
      else isBroken = true;
    },
    isBroken: () => isBroken,
    found: () => newFieldsOf(root),
    problems: () => eachMissing(root, problemsOf),
    empty: () => eachMissing(root, emptyPaths),
    with(other) {
      const both = findNewColumns(columns);
      for (const one of [finder, other]) addRecord(both.seen, one.seen);
      return both;
    },
  };
  return finder;
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

function newFieldsOf({ columns, missing }: KnownRecord): TableField[] {
  const added = [...missing.values()].map(inferField).filter((field) => field !== undefined);
  const extended = [...columns.values()].flatMap(({ column, record }) => {
    const fields = record ? newFieldsOf(record) : [];
    return fields.length === 0 ? [] : [{ ...column, fields }];
  });
  return [...extended, ...added];
}

function addRecord(into: KnownRecord, from: KnownRecord): void {
  for (const evidence of from.missing.values()) addEvidence(evidenceOf(into.missing, evidence.name), evidence);
  for (const [name, { record }] of from.columns) {
    const same = into.columns.get(name)?.record;
    if (same && record) addRecord(same, record);
  }
}

function eachMissing(
  { columns, missing }: KnownRecord,
  look: (evidence: Evidence, path: string) => string[],
  path = '',
): string[] {
  const own = [...missing.values()].flatMap((evidence) => look(evidence, path));
  const inner = [...columns.values()].flatMap(({ column, record }) =>
    record ? eachMissing(record, look, `${path}${column.name}.`) : [],
  );
  return [...own, ...inner];
}

import type { Session } from '../engine/session.ts';
import { quoteText } from '../schema/names.ts';

/** A top-level column as a Parquet file describes it. */
export interface ParquetColumn {
  name: string;
  /** How values are stored: INT64, BYTE_ARRAY, …; undefined for groups. */
  physicalType: string | undefined;
  /** Columns of one kind become columns of one type. */
  kind: string;
  isRequired: boolean;
}

/** @throws where the file is no Parquet, or is cut off. */
export async function parquetColumns(session: Session, path: string): Promise<ParquetColumn[]> {
  const rows = (await session.rows(`SELECT name, type, repetition_type, num_children, converted_type, logical_type
    FROM parquet_schema(${quoteText(path)})`)) as unknown as SchemaRow[];
  return topLevel(rows).map((row) => ({
    name: row.name,
    physicalType: row.type ?? undefined,
    kind: kindOf(row),
    isRequired: row.repetition_type === 'REQUIRED',
  }));
}

interface SchemaRow {
  name: string;
  type: string | null;
  repetition_type: string | null;
  num_children: bigint | number | null;
  converted_type: string | null;
  logical_type: string | null;
}

/** The rows are a tree, each parent before its children; the first is the root. */
function topLevel(rows: readonly SchemaRow[]): SchemaRow[] {
  const columns: SchemaRow[] = [];
  for (let index = 1; index < rows.length; index = afterSubtree(rows, index)) {
    const row = rows[index];
    if (row) columns.push(row);
  }
  return columns;
}

function afterSubtree(rows: readonly SchemaRow[], index: number): number {
  let next = index + 1;
  for (let child = 0; child < Number(rows[index]?.num_children ?? 0); child += 1) next = afterSubtree(rows, next);
  return next;
}

const MEANINGS = ['DECIMAL', 'TIMESTAMP', 'DATE', 'TIME'] as const;
const PHYSICAL_KINDS: Readonly<Record<string, string>> = {
  INT32: 'INTEGER',
  INT64: 'INTEGER',
  INT96: 'TIMESTAMP',
  FLOAT: 'FLOAT',
  DOUBLE: 'FLOAT',
};
const TEXTS = /UTF8|STRING|ENUM|JSON|UUID/i;

function kindOf({ type, converted_type, logical_type }: SchemaRow): string {
  if (type === null) return 'GROUP';
  const meaning = `${converted_type ?? ''} ${logical_type ?? ''}`.toUpperCase();
  const found = MEANINGS.find((candidate) => meaning.includes(candidate));
  if (found) return found;
  if (type.endsWith('BYTE_ARRAY')) return TEXTS.test(meaning) ? 'STRING' : 'BYTES';
  return PHYSICAL_KINDS[type] ?? type;
}

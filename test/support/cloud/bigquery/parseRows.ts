import type { TableField } from '../../../../functions/src/model/table.ts';

export type Values = Readonly<Record<string, unknown>>;

export interface Parsed {
  /** The good ones. */
  rows: Values[];
  badRows: number;
  /** What is wrong with its first bad row, in BigQuery's words; undefined where all are good. */
  problem?: string;
}

interface Expected {
  format: string;
  /** None: any column is fine. */
  fields: readonly TableField[];
  ignoreUnknownValues: boolean;
  skipLeadingRows: number;
}

/** The rows of a file, as far as the texts go that tests write: JSON of one level, and CSV without quotes. */
export function parseRows(content: string, expected: Expected): Parsed {
  const parsed =
    expected.format === 'NEWLINE_DELIMITED_JSON' ? jsonRows(content, expected) : csvRows(content, expected);
  const problems = parsed.filter((row) => typeof row === 'string');
  const [problem] = problems;
  return {
    rows: parsed.filter((row) => typeof row !== 'string'),
    badRows: problems.length,
    ...(problem === undefined ? {} : { problem }),
  };
}

/** Each row, or what is wrong with it. */
function jsonRows(content: string, expected: Expected): (Values | string)[] {
  const rows: (Values | string)[] = [];
  let position = 0;
  for (const line of content.split('\n')) {
    if (line.trim() !== '') {
      const row = jsonRow(line, expected);
      rows.push(typeof row === 'string' ? `JSON parsing error in row starting at position ${position}: ${row}` : row);
    }
    position += Buffer.byteLength(line) + 1;
  }
  return rows;
}

/** The row, or what is wrong with it. */
export function jsonRow(line: string, { fields, ignoreUnknownValues }: Expected): Values | string {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    return /^\s*\{/.test(line) ? 'Parser terminated before end of string' : 'Unexpected token';
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    return 'Start of array encountered without start of object.';
  }
  if (fields.length === 0) return { ...row };
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    const field = fields.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (field === undefined) {
      if (ignoreUnknownValues) continue;
      return `No such field: ${name}.`;
    }
    const wrong = misfit(value, field);
    if (wrong) return wrong;
    values[field.name] = value;
  }
  const missing = fields.find(({ name, mode }) => mode === 'REQUIRED' && (values[name] ?? null) === null);
  return missing ? `Missing required field: ${missing.name}.` : values;
}

function misfit(value: unknown, { mode, ...field }: TableField): string | undefined {
  if (mode !== 'REPEATED' || value === null) return misfitOfOne(value, field);
  if (!Array.isArray(value)) return `Nonarray value specified for repeated field: ${field.name}.`;
  return value.map((one) => misfitOfOne(one, field)).find((problem) => problem !== undefined);
}

function misfitOfOne(value: unknown, { name, type }: TableField): string | undefined {
  if (value === null || (type === 'STRING' && typeof value === 'string')) return undefined;
  if (type === 'STRING') return `Could not convert value to string. Field: ${name}; Value: ${JSON.stringify(value)}`;
  if (type === 'INTEGER' && !/^-?\d+$/.test(String(value))) {
    return `Could not convert value to integer. Field: ${name}; Value: ${JSON.stringify(value)}`;
  }
  return undefined;
}

/** Each row, or what is wrong with it. */
function csvRows(content: string, { fields, skipLeadingRows }: Expected): (Values | string)[] {
  const rows: (Values | string)[] = [];
  let position = 0;
  for (const [index, line] of content.split('\n').entries()) {
    if (index >= skipLeadingRows && line !== '') rows.push(csvRow(line, { line: index + 1, position, fields }));
    position += Buffer.byteLength(line) + 1;
  }
  return rows;
}

interface Place {
  /** From 1. */
  line: number;
  /** Bytes before it. */
  position: number;
  fields: readonly TableField[];
}

/** The row, or what is wrong with it. */
function csvRow(text: string, { line, position, fields }: Place): Values | string {
  const cells = text.split(',');
  if (cells.length > fields.length) {
    const found = `Found ${cells.length} column(s) while expected ${fields.length}.`;
    return `Too many values in row starting at position: ${position}. ${found}`;
  }
  const values: Record<string, unknown> = {};
  for (const [column, { name, type }] of fields.entries()) {
    const cell = cells[column] ?? '';
    const isWhole = /^-?\d*$/.test(cell);
    if (type === 'INTEGER' && !isWhole) {
      const where = `line_number: ${line} byte_offset_to_start_of_line: ${position} column_index: ${column}`;
      return `Could not parse '${cell}' as INT64 for field ${name} (position ${column}) starting at location ${position} with message 'Unable to parse'; ${where} column_name: "${name}" column_type: INT64 value: "${cell}"`;
    }
    values[name] = cell === '' ? null : type === 'INTEGER' ? Number(cell) : cell;
  }
  return values;
}

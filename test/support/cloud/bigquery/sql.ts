import type { TableReference } from './tableStore.ts';

/** Where the value of a column comes from. */
type Source = { column: string } | { literal: unknown };

export interface Select {
  from: TableReference;
  /** All columns of the table, or these. */
  columns: readonly { name: string; source: Source }[] | 'all';
  /** One row for each key. */
  uniqueBy: readonly string[];
}

export type Statement =
  | { kind: 'select'; select: Select }
  | { kind: 'insert'; into: TableReference; select: Select }
  | { kind: 'truncate'; table: TableReference }
  | { kind: 'begin' }
  | { kind: 'commit' };

interface Defaults {
  projectId: string;
  datasetId?: string | undefined;
}

/**
 * The statements of a script: as much of GoogleSQL as moves and the rules of tests write. Throws a plain Error at anything else,
 * since a test that goes on from a statement not understood shows nothing.
 */
export function parseSql(sql: string, defaults: Defaults): Statement[] {
  return sql
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .map((statement) => parseStatement(statement, defaults));
}

function parseStatement(text: string, defaults: Defaults): Statement {
  if (/^BEGIN TRANSACTION$/i.test(text)) return { kind: 'begin' };
  if (/^COMMIT TRANSACTION$/i.test(text)) return { kind: 'commit' };
  const [, truncated] = /^TRUNCATE TABLE (\S+)$/i.exec(text) ?? [];
  if (truncated) return { kind: 'truncate', table: tableIn(truncated, defaults) };
  const [, into, select] = /^INSERT INTO (\S+)(?: \([^)]*\))?\s+(SELECT[\s\S]*)$/i.exec(text) ?? [];
  if (into && select) return { kind: 'insert', into: tableIn(into, defaults), select: parseSelect(select, defaults) };
  if (/^SELECT\s/i.test(text)) return { kind: 'select', select: parseSelect(text, defaults) };
  throw notUnderstood(text);
}

const notUnderstood = (text: string): Error => new Error(`this SQL is not understood here: ${text}`);

function parseSelect(text: string, defaults: Defaults): Select {
  const [, list, rest] = /^SELECT\s+([\s\S]*?)\s+FROM\s+([\s\S]*)$/i.exec(text) ?? [];
  if (list === undefined || rest === undefined) throw notUnderstood(text);
  const [, inner = rest] = /^\(\s*SELECT [\s\S]*? FROM ([\s\S]*)$/i.exec(rest) ?? [];
  const [, table] = /^(\S+)/.exec(inner) ?? [];
  const [, keys] = /PARTITION BY ([\s\S]*?) ORDER BY/.exec(rest) ?? [];
  const [, condition = 'TRUE'] = /\bWHERE\s+(.+)$/im.exec(rest) ?? [];
  if (table === undefined || /\bJOIN\b/i.test(rest) || condition.trim() !== 'TRUE') throw notUnderstood(text);
  const columns = list.trim() === '*' ? 'all' : list.split(/,\n/).map((column) => parseColumn(column.trim()));
  return {
    from: tableIn(table, defaults),
    columns,
    uniqueBy: keys === undefined ? [] : keys.split(', ').map(columnIn),
  };
}

function parseColumn(text: string): { name: string; source: Source } {
  const [, expression, name] = /^([\s\S]*) AS `?(\w+)`?$/i.exec(text) ?? [];
  if (expression === undefined || name === undefined) throw notUnderstood(text);
  return { name, source: sourceOf(expression.trim()) };
}

function sourceOf(expression: string): Source {
  const bare = expression.replace(/^\(\s*([\s\S]*?)\s*\)$/, '$1');
  if (/^-?\d+$/.test(bare)) return { literal: bare };
  const [, text] = /^'([^']*)'$/.exec(bare) ?? [];
  if (text !== undefined) return { literal: text };
  return /^CAST\(NULL AS /.test(bare) ? { literal: null } : { column: columnIn(bare) };
}

/** The column of `t`.`column`, or t.column. */
function columnIn(text: string): string {
  const [, name] = /^(?:`?\w+`?\.)?`?(\w+)`?$/.exec(text) ?? [];
  if (name === undefined) throw notUnderstood(text);
  return name;
}

function tableIn(text: string, { projectId, datasetId }: Defaults): TableReference {
  const parts = text.replaceAll('`', '').split('.');
  const [tableId = '', dataset = datasetId ?? '', project = projectId] = parts.reverse();
  return { projectId: project, datasetId: dataset, tableId };
}

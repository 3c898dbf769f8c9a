import { applyEdits, type Edit } from '../../googlesql/edits.ts';
import type { GoogleSql } from '../../googlesql/googleSql.ts';
import { GoogleSqlError } from '../../googlesql/googleSqlError.ts';
import type {
  ConstantProto,
  FunctionProto,
  Node,
  Parameter,
  Scope,
  TableProto,
  TypeProto,
} from '../../googlesql/messages.ts';
import { child, children, descend, type Flat, flatten, rangeOf } from '../../googlesql/nodes.ts';
import { indexAt, type Position, type Source } from '../../googlesql/source.ts';
import { type TablePath, tablePaths } from '../../googlesql/tablePaths.ts';
import { SqlError } from '../errors/sqlError.ts';
import type { Field } from '../schema/field.ts';
import type { Binder, BoundTable } from './boundTable.ts';
import { sqlFunctionsIn } from './sqlFunctions.ts';
import { statementError } from './statementError.ts';
import { TARGET_MARK } from './targetMark.ts';
import { typeOf } from './typeProto.ts';

/** What names mean that are no tables. */
export interface Names {
  constants: readonly ConstantProto[];
  functions: readonly FunctionProto[];
  parameters: readonly Parameter[];
}

/** A part of a script that is parsed. */
interface Fragment {
  source: Source;
  node: Node;
  /** What makes a statement of an expression. */
  before?: string;
  after?: string;
  /** The types of a query's columns, which its values are converted to as an assignment does. */
  types?: readonly TypeProto[];
  /** Whether UPDATE or DELETE is to say which rows of its table it changes, by `ROW`. */
  findsRows?: boolean;
}

export interface NamedTable extends BoundTable {
  /** What the statement calls the table after its paths are rewritten. */
  key: string;
  isTarget: boolean;
  findsRows: boolean;
  /** Whether an array that is NULL stays so: nested DML tells it from an empty one. */
  keepsNull: boolean;
}

/** A statement whose tables are found, as GoogleSQL's service takes it. */
export interface PreparedStatement {
  /** Its tables are called by keys. */
  text: string;
  tables: readonly NamedTable[];
  scope: Scope;
  resolved: Node;
  /** What failed while the statement was evaluated, in BigQuery's words. */
  explain(error: unknown): unknown;
}

export interface Preparing {
  googleSql: GoogleSql;
  bind: Binder;
  names: Names;
}

/** The column by which a row of the table that is changed is found again: DuckDB's rowid. */
export const ROW = '__bqtail_row';

/** Finds the tables of a statement and analyzes it. @throws SqlError, ApiError */
export async function prepareStatement(
  { source, node, before = '', after = '', types = [], findsRows = false }: Fragment,
  { googleSql, bind, names }: Preparing,
): Promise<PreparedStatement> {
  const statement = flatten(node);
  const range = rangeOf(node);
  const start = source.indexOf(range.start);
  const written = source.slice(range);
  const paths = await realPaths(node, before + written + after, googleSql);
  const tables = new Map<string, NamedTable>();
  const edits: Edit[] = [...nameEdits(node, source), ...(findsRows ? rowEdits(statement, source) : [])];
  for (const path of paths) {
    const bound = await bind(path.names, path.isTarget);
    const key = path.isTarget ? bound.name + TARGET_MARK : bound.name;
    const table = { ...bound, key, isTarget: path.isTarget, findsRows, keepsNull: isNested(statement) };
    tables.set(key, asWritten(table, statement));
    edits.push(editOf(path, key, source));
  }
  const { text, original } = applyEdits(written, [
    { start: 0, end: 0, text: before },
    ...edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start })),
    { start: written.length, end: written.length, text: after },
  ]);
  requireParameters(statement, names, source);
  const functions = [...names.functions, ...sqlFunctionsIn(text)];
  const scope = scopeOf([...tables.values()], { ...names, functions }, { types, prunes: true });
  const inSource = (at: Position): Position => source.positionOf(start + original(indexAt(text, at)));
  const explain = (error: unknown): unknown =>
    error instanceof GoogleSqlError ? statementError(error, written, inSource) : error;
  const resolved = await googleSql.analyze(text, scope).catch((error: unknown) => {
    throw explain(error);
  });
  return { text, tables: [...tables.values()], scope, resolved, explain };
}

/** @throws SqlError where a statement has parameters without names, and others with one are given, or fewer */
function requireParameters(node: Node, { parameters }: Names, source: Source): void {
  for (const part of descend(node)) {
    if (part.kind !== 'ParameterExpr' || part['name'] !== undefined) continue;
    if (parameters.some(({ name }) => name === positional(Number(part['position'])))) continue;
    const at = source.positionOf(source.indexOf(rangeOf(part).start));
    throw new SqlError('Query parameter at position is not found', at);
  }
}

/** Which paths are tables, and not arrays of a table beside them, only GoogleSQL says. */
async function realPaths(node: Node, statement: string, googleSql: GoogleSql): Promise<TablePath[]> {
  const paths = tablePaths(node);
  if (paths.length === 0) return [];
  const known = new Set((await googleSql.tableNames(statement)).map((names) => names.join('\0').toUpperCase()));
  return paths.filter(({ names }) => known.has(names.join('\0').toUpperCase()));
}

function editOf({ names, range, hasAlias }: TablePath, key: string, source: Source): Edit {
  const alias = names.join('.').split('.').at(-1) ?? '';
  return {
    start: source.indexOf(range.start),
    end: source.indexOf(range.end),
    text: quoted(key) + (hasAlias ? '' : ` AS ${quoted(alias)}`),
  };
}

export const quoted = (name: string): string => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;

/** `@@error.message` is a constant of that name, and a parameter without one is called by its position. */
function nameEdits(node: Node, source: Source): Edit[] {
  return [...descend(node)].flatMap((part) => {
    const text = nameFor(part, source);
    if (text === undefined) return [];
    const { start, end } = rangeOf(part);
    return [{ start: source.indexOf(start), end: source.indexOf(end), text }];
  });
}

function nameFor(part: Flat, source: Source): string | undefined {
  if (part.kind === 'SystemVariableExpr') return quoted(source.slice(rangeOf(part)).toLowerCase());
  if (part.kind === 'ParameterExpr' && part['name'] === undefined) return `@${positional(Number(part['position']))}`;
  return undefined;
}

/** What the service, which takes no others, calls a positional parameter; positions count from 1. */
export const positional = (position: number): string => `__bqtail_position_${position}`;

function scopeOf(
  tables: readonly NamedTable[],
  { constants, functions, parameters }: Names,
  { types, prunes }: Pick<Scope, 'types' | 'prunes'>,
): Scope {
  return { tables: tables.map(tableProto), constants, functions, parameters, types, prunes };
}

function tableProto({ key, fields, hidden, isTarget, findsRows }: NamedTable, index: number): TableProto {
  const column = (field: Field) => ({ name: field.name, type: typeOf(field) });
  return {
    name: key,
    serializationId: index + 1,
    column: [
      ...fields.map(column),
      ...hidden.map((field) => ({ ...column(field), isPseudoColumn: true, isWritableColumn: isTarget })),
    ],
    ...(isTarget && findsRows ? { primaryKeyColumnIndex: [fields.length - 1] } : {}),
  };
}

/** UPDATE t SET (DELETE list WHERE …) and the like. */
const isNested = (statement: Flat): boolean =>
  statement.kind === 'UpdateStatement' &&
  [...descend(statement['updateItemList'] as Node)].some(
    (part) =>
      part['deleteStatement'] !== undefined ||
      part['updateStatement'] !== undefined ||
      part['insertStatement'] !== undefined,
  );

function asWritten(table: NamedTable, statement: Flat): NamedTable {
  if (!table.isTarget) return table;
  if (table.findsRows) return asUpdated(table);
  return statement.kind === 'InsertStatement' ? asInserted(table, statement) : table;
}

/** The evaluator takes a key only from the columns that are not hidden. */
function asUpdated(table: NamedTable): NamedTable {
  const isRow = ({ name }: Field): boolean => name === ROW;
  return {
    ...table,
    fields: [...table.fields, ...table.hidden.filter(isRow)],
    hidden: table.hidden.filter((field) => !isRow(field)),
  };
}

/** The evaluator knows nothing of hidden columns where it inserts: those that the statement names are as any other. */
function asInserted(table: NamedTable, statement: Flat): NamedTable {
  const list = child(statement, 'columnList');
  const named = new Set(
    (list ? children(list, 'identifiers') : []).map(({ idString }) => String(idString).toUpperCase()),
  );
  const written = table.hidden.filter(({ name }) => named.has(name.toUpperCase()));
  return { ...table, fields: [...table.fields, ...written], hidden: [] };
}

/** The condition reads the row's number too, so that the evaluator says which rows it is about. */
function rowEdits(statement: Flat, source: Source): Edit[] {
  const where = statement['where'];
  const { start, end } = rangeOf(where);
  const [from, to] = [source.indexOf(start), source.indexOf(end)];
  return [
    { start: from, end: from, text: '(' },
    { start: to, end: to, text: `) AND ${quoted(ROW)} IS NOT NULL` },
  ];
}

import { SqlError, unsupportedSql } from '../model/errors.ts';
import type {
  CreateFunctionNode,
  CreateSchemaNode,
  CreateTableNode,
  CreateViewNode,
  Ddl,
} from '../model/statementAst.ts';
import { columnDefinition, options } from './columns.ts';
import type { Cursor } from './cursor.ts';
import { columnList } from './dml.ts';
import { tablePath } from './tablePath.ts';

interface Opening {
  line: number;
  column: number;
  orReplace: boolean;
}

/** CREATE [OR REPLACE] …: TABLE, VIEW, SCHEMA, FUNCTION. */
export function create(cursor: Cursor): Ddl {
  const { line, column } = cursor.expect('CREATE');
  const orReplace = cursor.accept('OR', 'REPLACE');
  const opening = { line, column, orReplace };
  const temporary = cursor.acceptAny('TEMP', 'TEMPORARY') !== undefined;
  const materialized = cursor.accept('MATERIALIZED');
  switch (cursor.token.key) {
    case 'TABLE':
      return createTable(cursor, { ...opening, temporary });
    case 'VIEW':
      return createView(cursor, { ...opening, materialized });
    case 'SCHEMA':
      return createSchema(cursor, opening);
    case 'FUNCTION':
      return createFunction(cursor, { ...opening, temporary });
    case '':
      throw cursor.unexpected();
    default:
      throw unsupportedSql(`CREATE ${cursor.token.key}`, cursor.token);
  }
}

const ifNotExists = (cursor: Cursor): boolean => cursor.accept('IF', 'NOT', 'EXISTS');

function createTable(cursor: Cursor, opening: Opening & { temporary: boolean }): CreateTableNode {
  cursor.expect('TABLE');
  if (cursor.is('FUNCTION')) throw unsupportedSql('CREATE TABLE FUNCTION', cursor.token);
  const unlessThere = ifNotExists(cursor);
  const target = tablePath(cursor);
  const source = tableSource(cursor);
  const columns = cursor.is('(') ? cursor.parenthesized(() => tableElements(cursor)) : undefined;
  const partitionBy = cursor.accept('PARTITION', 'BY') ? cursor.grammar.expression(cursor) : undefined;
  const clusterBy = cursor.accept('CLUSTER', 'BY') ? cursor.list(() => cursor.name().text) : undefined;
  const given = options(cursor);
  const query = cursor.accept('AS') ? cursor.grammar.query(cursor) : undefined;
  if (!columns && !query && !source) {
    throw new SqlError('CREATE TABLE must specify a schema or an AS SELECT statement', target);
  }
  return {
    kind: 'createTable',
    ...opening,
    ifNotExists: unlessThere,
    target,
    options: given,
    ...(columns ? { columns } : {}),
    ...(partitionBy ? { partitionBy } : {}),
    ...(clusterBy ? { clusterBy } : {}),
    ...(query ? { query } : {}),
    ...(source ? { source } : {}),
  };
}

/** Keys are never enforced in BigQuery, so they are read and left out. */
function tableElements(cursor: Cursor): NonNullable<CreateTableNode['columns']> {
  const columns: ReturnType<typeof columnDefinition>[] = [];
  do {
    if (cursor.is(')')) break;
    if (cursor.is('PRIMARY', 'KEY') || cursor.is('FOREIGN', 'KEY') || cursor.is('CONSTRAINT')) {
      throw unsupportedSql('keys of a table', cursor.token);
    }
    columns.push(columnDefinition(cursor));
  } while (cursor.accept(','));
  return columns;
}

function tableSource(cursor: Cursor): CreateTableNode['source'] {
  const how = cursor.acceptAny('LIKE', 'CLONE', 'COPY');
  return how ? { path: tablePath(cursor), rows: how !== 'LIKE' } : undefined;
}

function createView(cursor: Cursor, opening: Opening & { materialized: boolean }): CreateViewNode {
  cursor.expect('VIEW');
  const unlessThere = ifNotExists(cursor);
  const target = tablePath(cursor);
  const columns = cursor.is('(') ? columnList(cursor) : undefined;
  const given = options(cursor);
  cursor.expect('AS');
  const { start } = cursor.token;
  const query = cursor.grammar.query(cursor);
  return {
    kind: 'createView',
    ...opening,
    ifNotExists: unlessThere,
    target,
    ...(columns ? { columns } : {}),
    options: given,
    query,
    source: { start, end: cursor.token.start },
  };
}

function createSchema(cursor: Cursor, { line, column }: Opening): CreateSchemaNode {
  cursor.expect('SCHEMA');
  const unlessThere = ifNotExists(cursor);
  return {
    kind: 'createSchema',
    ifNotExists: unlessThere,
    path: tablePath(cursor),
    options: options(cursor),
    line,
    column,
  };
}

function createFunction(cursor: Cursor, opening: Opening & { temporary: boolean }): CreateFunctionNode {
  cursor.expect('FUNCTION');
  if (!opening.temporary) throw unsupportedSql('functions that are kept; CREATE TEMP FUNCTION works', cursor.token);
  ifNotExists(cursor);
  const name = cursor.name().text;
  const parameters = cursor.parenthesized(() => (cursor.is(')') ? [] : cursor.list(() => parameter(cursor))));
  const returns = cursor.accept('RETURNS') ? cursor.grammar.type(cursor) : undefined;
  if (cursor.is('LANGUAGE')) throw unsupportedSql(`functions in ${cursor.peek(1).text}`, cursor.token);
  cursor.expect('AS');
  const body = cursor.parenthesized(() => cursor.grammar.expression(cursor));
  const { line, column, orReplace } = opening;
  return { kind: 'createFunction', orReplace, name, parameters, ...(returns ? { returns } : {}), body, line, column };
}

function parameter(cursor: Cursor): CreateFunctionNode['parameters'][number] {
  const name = cursor.name().text;
  return cursor.accept('ANY', 'TYPE') ? { name } : { name, type: cursor.grammar.type(cursor) };
}

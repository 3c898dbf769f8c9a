import { columnSql, duckType } from '../../schema/duckType.ts';
import type { Field } from '../../schema/field.ts';
import { quoteName, sqlName } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import { SqlError } from '../model/errors.ts';
import type { CreateTableNode } from '../model/statementAst.ts';
import type { CreateTable, Statement, TableId } from '../model/types.ts';
import { columnField } from './columns.ts';
import { optionValues } from './options.ts';
import { partitioningIn } from './partitioningIn.ts';
import { tableIdOf, tableSql, temporaryName } from './table.ts';

/** CREATE TABLE, its description for the catalog and its SQL for DuckDB. */
export function createTableStatement(node: CreateTableNode, source: string, emit: Emission): Statement {
  const columns = node.columns?.map((column) => columnField(column, source));
  const query = querySql(node, columns, emit);
  const { name, target } = nameOf(node, emit);
  const ddl: CreateTable['ddl'] = {
    temporary: node.temporary,
    orReplace: node.orReplace,
    ifNotExists: node.ifNotExists,
    options: optionValues(node.options),
    ...(columns ? { columns } : {}),
    ...(node.partitionBy ? { partitioning: partitioningIn(node.partitionBy) } : {}),
    ...(node.clusterBy ? { clustering: [...node.clusterBy] } : {}),
    ...(query ? { query } : {}),
    ...(node.source ? { source: { table: tableIdOf(node.source.path, emit), rows: node.source.rows } } : {}),
  };
  const kind = query ? 'CREATE_TABLE_AS_SELECT' : 'CREATE_TABLE';
  return { kind, sql: `CREATE ${howSql(node)} ${name} ${contentSql(node, { columns, query }, emit)}`, target, ddl };
}

const howSql = ({ orReplace, temporary, ifNotExists }: CreateTableNode): string =>
  [orReplace && 'OR REPLACE', temporary && 'TEMP', 'TABLE', ifNotExists && 'IF NOT EXISTS'].filter(Boolean).join(' ');

function nameOf({ temporary, target }: CreateTableNode, emit: Emission): { name: string; target: TableId } {
  const [tableId = '', ...more] = target.parts;
  if (!temporary) {
    const table = tableIdOf(target, emit);
    return { name: sqlName(table), target: table };
  }
  if (more.length > 0) throw new SqlError('CREATE TEMP TABLE with a dataset qualifier is not allowed', target);
  return { name: temporaryName(tableId), target: { projectId: '', datasetId: '', tableId } };
}

interface Content {
  columns: Field[] | undefined;
  query: string | undefined;
}

function contentSql(node: CreateTableNode, { columns, query }: Content, emit: Emission): string {
  if (query) return `AS ${query}`;
  if (node.source) return `AS SELECT * FROM ${tableSql(node.source.path, emit)}${node.source.rows ? '' : ' LIMIT 0'}`;
  return `(${(columns ?? []).map(columnSql).join(', ')})`;
}

/** AS SELECT; where columns are given too, the query's take their names and types. */
function querySql({ query }: CreateTableNode, columns: Field[] | undefined, emit: Emission): string | undefined {
  if (!query) return undefined;
  const sql = emit.query(query);
  if (!columns) return sql;
  const names = columns.map(({ name }) => quoteName(name));
  const typed = columns.map(
    (column) => `CAST(${quoteName(column.name)} AS ${duckType(column)}) AS ${quoteName(column.name)}`,
  );
  return `SELECT ${typed.join(', ')} FROM (${sql}) AS "__query"(${names.join(', ')})`;
}

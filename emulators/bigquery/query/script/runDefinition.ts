import { child, type Flat } from '../../../googlesql/nodes.ts';
import { sourceOf } from '../../../googlesql/source.ts';
import { duplicate } from '../../errors/apiError.ts';
import { prepareStatement, quoted } from '../../evaluation/prepareStatement.ts';
import { fieldsOfQuery } from '../../evaluation/queryFields.ts';
import { typeOf } from '../../evaluation/typeProto.ts';
import { columnSql } from '../../schema/duckType.ts';
import type { Field } from '../../schema/field.ts';
import { quoteName } from '../../schema/names.ts';
import { computed } from './compute.ts';
import { definitionOf } from './definitionOf.ts';
import { firstStatement, parsed } from './parseScript.ts';
import type { Placed, Running } from './scriptRun.ts';
import type { CreateTable, Statement } from './statement.ts';

/** CREATE, ALTER and DROP of tables, views and schemas. */
export async function runDefinition(statement: Placed & { node: Flat }, running: Running): Promise<void> {
  const query = child(statement.node, 'query');
  const definition = await definitionOf(statement, running);
  switch (definition.kind) {
    case 'CREATE_VIEW':
      return createView(definition, { statement, query, running });
    case 'CREATE_TABLE_AS_SELECT':
      return createTableAs(definition, { statement, query, running });
    case 'CREATE_TABLE':
      if (!definition.ddl.temporary) return running.run.perform(definition);
      return definition.ddl.source ? copyTemporary(definition, running) : createTemporary(definition, running);
    case 'DROP_TABLE':
      if (definition.target.projectId === '') return dropTemporary(definition.target.tableId, running);
      return running.run.perform(definition);
    default:
      return running.run.perform(definition);
  }
}

interface Defining {
  statement: Placed;
  query: Flat | undefined;
  running: Running;
}

async function createView(
  view: Extract<Statement, { kind: 'CREATE_VIEW' }>,
  { statement, query, running }: Defining,
): Promise<void> {
  if (!query) return;
  const { source } = statement;
  const prepared = await prepareStatement({ node: query, source }, running.run.preparing(running.state));
  await running.run.perform({ ...view, ddl: { ...view.ddl, fields: fieldsOfQuery(prepared.resolved) } });
}

async function createTableAs(table: CreateTable, { statement, query, running }: Defining): Promise<void> {
  if (!query) return;
  const placed = { node: query, source: statement.source };
  const { columns } = table.ddl;
  const types = (columns ?? []).map(typeOf);
  const prepared = await prepareStatement({ ...placed, types }, running.run.preparing(running.state));
  const { sql, fields } = await computed(prepared, running.run, 'column');
  if (!table.ddl.temporary)
    return running.run.perform({ ...table, ddl: { ...table.ddl, query: sql, queryFields: fields } });
  const names = (columns ?? fields).map(({ name }) => quoteName(name)).join(', ');
  await makeTemporary(table, `AS SELECT * FROM (${sql}) AS made(${names})`, columns ?? fields, running);
}

const createTemporary = (table: CreateTable, running: Running): Promise<void> => {
  const { columns = [] } = table.ddl;
  return makeTemporary(table, `(${columns.map(columnSql).join(', ')})`, columns, running);
};

/** LIKE, COPY and CLONE as the query that they are. */
async function copyTemporary(table: CreateTable, running: Running): Promise<void> {
  const { table: from, rows } = table.ddl.source ?? { table: table.target, rows: false };
  const name = quoted([from.projectId, from.datasetId, from.tableId].join('.'));
  const written = sourceOf(`SELECT * FROM ${name}${rows ? '' : ' LIMIT 0'}`);
  const { script, source } = await parsed(running.run.googleSql, written);
  const node = firstStatement(script);
  if (node) await createTableAs(table, { statement: { node, source }, query: node, running });
}

/** A temporary table lives in DuckDB's `temp.main`, on the script's connection. */
async function makeTemporary(
  table: CreateTable,
  content: string,
  fields: readonly Field[],
  { run, state }: Running,
): Promise<void> {
  const { tableId } = table.target;
  const { orReplace, ifNotExists } = table.ddl;
  const isKnown = state.temporaryTables.has(tableId.toUpperCase());
  if (isKnown && ifNotExists) return;
  if (isKnown && !orReplace) throw duplicate(`Already Exists: Table ${tableId}`);
  const how = `CREATE ${orReplace ? 'OR REPLACE ' : ''}TEMP TABLE `;
  await run.perform({ ...table, sql: `${how}${quoteName(tableId)} ${content}` });
  state.temporaryTables.set(tableId.toUpperCase(), fields);
}

async function dropTemporary(tableId: string, { run, state }: Running): Promise<void> {
  state.temporaryTables.delete(tableId.toUpperCase());
  await run.perform({
    kind: 'DROP_TABLE',
    target: { projectId: '', datasetId: '', tableId },
    sql: `DROP TABLE temp.main.${quoteName(tableId)}`,
    ddl: { ifExists: false },
  });
}

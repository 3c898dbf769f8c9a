import { child, type Flat, rangeOf } from '../../../googlesql/nodes.ts';
import { prepareStatement } from '../../evaluation/prepareStatement.ts';
import { fieldsOfQuery } from '../../evaluation/queryFields.ts';
import { typeOf } from '../../evaluation/typeProto.ts';
import type { Field } from '../../schema/field.ts';
import { quoteName } from '../../schema/names.ts';
import type { CreateTable, Statement } from '../../sql/model/types.ts';
import { definitionOf } from './definitionOf.ts';
import type { Placed, Running } from './scriptRun.ts';
import { type Selected, selected } from './selectOf.ts';

/** CREATE, ALTER and DROP of tables, views and schemas. */
export async function runDefinition(statement: Placed & { node: Flat }, running: Running): Promise<void> {
  const query = child(statement.node, 'query');
  const temporaryTables = new Set(running.state.temporaryTables.keys());
  const definition = definitionOf(statement, running.run.translate, temporaryTables);
  if (definition.kind === 'CREATE_VIEW' && query) return createView(definition, { statement, query, running });
  if (definition.kind === 'CREATE_TABLE_AS_SELECT' && query)
    return createTableAs(definition, { statement, query, running });
  if (definition.kind === 'CREATE_TABLE') noteTemporary(definition, definition.ddl.columns ?? [], running);
  if (definition.kind === 'DROP_TABLE' && definition.target.projectId === '')
    running.state.temporaryTables.delete(definition.target.tableId.toUpperCase());
  await running.run.perform(definition);
}

interface Defining {
  statement: Placed;
  query: Flat;
  running: Running;
}

async function createView(
  view: Extract<Statement, { kind: 'CREATE_VIEW' }>,
  { statement, query, running }: Defining,
): Promise<void> {
  const { source } = statement;
  const prepared = await prepareStatement({ node: query, source }, running.run.preparing(running.state));
  const fields = fieldsOfQuery(prepared.resolved);
  await running.run.perform({ ...view, ddl: { ...view.ddl, fields, source: source.slice(rangeOf(query)) } });
}

async function createTableAs(table: CreateTable, { statement, query, running }: Defining): Promise<void> {
  const placed = { node: query, source: statement.source };
  const types = (table.ddl.columns ?? []).map(typeOf);
  const prepared = await prepareStatement({ ...placed, types }, running.run.preparing(running.state));
  const rows = await selected(placed, prepared, { ...running, isText: false });
  const fields = rows.fields ?? fieldsOfQuery(prepared.resolved);
  if (!table.ddl.temporary)
    return running.run.perform({ ...table, ddl: { ...table.ddl, query: rows.sql, queryFields: fields } });
  noteTemporary(table, table.ddl.columns ?? fields, running);
  await running.run.perform({ ...table, sql: temporarySql(table, rows, fields) });
}

function noteTemporary({ ddl, target }: CreateTable, fields: readonly Field[], { state }: Running): void {
  if (ddl.temporary) state.temporaryTables.set(target.tableId.toUpperCase(), fields);
}

const temporarySql = ({ ddl, target }: CreateTable, rows: Selected, fields: readonly Field[]): string =>
  `CREATE ${ddl.orReplace ? 'OR REPLACE ' : ''}TEMP TABLE ${quoteName(target.tableId)} AS
   SELECT * FROM (${rows.sql}) AS made(${(ddl.columns ?? fields).map(({ name }) => quoteName(name)).join(', ')})`;

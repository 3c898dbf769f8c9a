import { fullTableName, type TableField } from '../../functions/src/model/table.ts';
import { unsupportedSql } from '../bigquery/errors/sqlError.ts';
import { fieldsOfQuery } from '../bigquery/evaluation/queryFields.ts';
import { temporaryFunction } from '../bigquery/query/script/defineFunction.ts';
import { typeNamed } from '../bigquery/query/script/evaluateValue.ts';
import { tableIdOfNames } from '../bigquery/query/script/tableIdOfNames.ts';
import { fieldResources } from '../bigquery/schema/field.ts';
import type { Node, TypeProto } from '../googlesql/messages.ts';
import { child, children, flatten, namesOf, rangeOf } from '../googlesql/nodes.ts';
import { type Analyzing, type Placed, resolved } from './analyzing.ts';

const outputType = (node: Node | undefined): TypeProto | undefined =>
  ((node && flatten(node)['outputColumnList']) as { column: { type: TypeProto } }[] | undefined)?.[0]?.column.type;

async function query(placed: Placed, analyzing: Analyzing): Promise<void> {
  const { found } = analyzing;
  delete found.columns;
  const node = await resolved(placed, analyzing);
  if (node) found.columns = fieldResources(fieldsOfQuery(node)) as TableField[];
}

async function change(placed: Placed, analyzing: Analyzing): Promise<void> {
  await resolved(placed, analyzing);
}

/** CREATE TABLE and CREATE VIEW: what it has is known where a query says so. */
async function create(placed: Placed, analyzing: Analyzing): Promise<void> {
  const { node, source } = placed;
  const { found, temporary, names } = analyzing;
  const select = child(node, 'query');
  const made = select && (await resolved({ node: select, source }, analyzing));
  const fields =
    made && !child(node, 'tableElementList') && !child(node, 'columnWithOptionsList') ? fieldsOfQuery(made) : undefined;
  const path = namesOf(child(node, 'name') ?? flatten({}));
  const name = path.length === 1 ? path[0] : undefined;
  if (node['scope'] === 'TEMPORARY' && name !== undefined) temporary.set(name.toUpperCase(), fields);
  else {
    const isKept = node['isIfNotExists'] === true;
    const columns = fields && !isKept ? (fieldResources(fields) as TableField[]) : undefined;
    found.changed.set(fullTableName(tableIdOfNames(path, names)), columns);
  }
}

async function exported({ node, source }: Placed, analyzing: Analyzing): Promise<void> {
  const select = child(node, 'query');
  if (select) await resolved({ node: select, source }, analyzing);
}

/** ALTER and DROP: afterwards nothing is known of the table. */
async function forget({ node }: Placed, { found, temporary, names }: Analyzing): Promise<void> {
  const path = namesOf(child(node, 'name') ?? child(node, 'path') ?? flatten({}));
  const own = (path[0] ?? '').toUpperCase();
  if (path.length === 1 && temporary.has(own)) temporary.set(own, undefined);
  else if (node.kind !== 'DropStatement' || node['schemaObjectKind'] !== 'kSchema')
    found.changed.set(fullTableName(tableIdOfNames(path, names)), undefined);
}

async function declare({ node, source }: Placed, analyzing: Analyzing): Promise<void> {
  const written = child(node, 'type');
  const initial = child(node, 'defaultValue');
  const value = initial && outputType(await resolved({ node: initial, source }, analyzing, EXPRESSION));
  const type = written ? await typeNamed(analyzing, source.slice(rangeOf(written))) : value;
  const list = child(node, 'variableList');
  for (const { idString } of list ? children(list, 'identifierList') : []) {
    if (type) analyzing.constants.push({ namePath: [String(idString)], type, value: {} });
    else throw unsupportedSql('a variable whose type is not known');
  }
}

const EXPRESSION = { before: 'SELECT (', after: ')' };

async function define(placed: Placed, { googleSql, functions }: Analyzing): Promise<void> {
  functions.push((await temporaryFunction(placed, { googleSql })).definition);
}

async function set({ node, source }: Placed, analyzing: Analyzing): Promise<void> {
  const expression = child(node, 'expression');
  if (expression) await resolved({ node: expression, source }, analyzing, EXPRESSION);
}

async function assert({ node, source }: Placed, analyzing: Analyzing): Promise<void> {
  const expression = child(node, 'expr');
  const around = { ...EXPRESSION, types: [{ typeKind: 'TYPE_BOOL' }] };
  if (expression) await resolved({ node: expression, source }, analyzing, around);
}

const nothing = async (): Promise<void> => undefined;

/** By the kinds of the parsed statements; at another the analysis ends. */
export const STATEMENTS: Readonly<Record<string, (placed: Placed, analyzing: Analyzing) => Promise<void>>> = {
  QueryStatement: query,
  InsertStatement: change,
  UpdateStatement: change,
  DeleteStatement: change,
  MergeStatement: change,
  TruncateStatement: change,
  CreateTableStatement: create,
  CreateViewStatement: create,
  CreateMaterializedViewStatement: create,
  ExportDataStatement: exported,
  AlterTableStatement: forget,
  DropStatement: forget,
  CreateFunctionStatement: define,
  VariableDeclaration: declare,
  SingleAssignment: set,
  AssertStatement: assert,
  BeginStatement: nothing,
  CommitStatement: nothing,
  RollbackStatement: nothing,
};

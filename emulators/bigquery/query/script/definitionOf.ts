import { child, children, type Flat, namesOf, rangeOf } from '../../../googlesql/nodes.ts';
import { SqlError, unsupportedSql } from '../../errors/sqlError.ts';
import { alterationOf } from './alterationOf.ts';
import { columnFields } from './columnFields.ts';
import { optionValues } from './optionValues.ts';
import { partitioningIn } from './partitioningIn.ts';
import type { Placed, Running } from './scriptRun.ts';
import type { CreateTableDdl, CreateView, DatasetId, Statement, TableId } from './statement.ts';
import { tableIdOfNames } from './tableIdOfNames.ts';

type Definition = Placed & { node: Flat };

/** What CREATE, ALTER or DROP of tables, views and schemas defines; the caller runs a query in it. @throws SqlError */
export async function definitionOf(definition: Definition, running: Running): Promise<Statement> {
  const define = DEFINITIONS[definition.node.kind];
  if (!define) throw unsupportedSql(definition.source.slice(rangeOf(definition.node)).slice(0, 60));
  return define(definition, running);
}

const pathOf = (node: Flat): string[] => {
  const path = child(node, 'name') ?? child(node, 'path');
  return path ? namesOf(path) : [];
};

/** A script's own table has no project. */
function tableOf(node: Flat, { run, state }: Running): TableId {
  const names = pathOf(node);
  const [name = '', more] = names;
  if (more === undefined && state.temporaryTables.has(name.toUpperCase()))
    return { projectId: '', datasetId: '', tableId: name };
  return tableIdOfNames(names, run.names);
}

function datasetOf(node: Flat, { run }: Running): DatasetId {
  const names = pathOf(node).flatMap((name) => name.split('.'));
  const [datasetId = '', projectId = run.names.projectId, ...more] = [...names].reverse();
  if (more.length > 0) throw new SqlError(`Invalid dataset name: ${names.join('.')}`);
  return { projectId, datasetId };
}

const flags = (node: Flat) => ({
  orReplace: node['isOrReplace'] === true,
  ifNotExists: node['isIfNotExists'] === true,
});

async function createTable({ node, source }: Definition, running: Running): Promise<Statement> {
  const isTemporary = node['scope'] === 'TEMPORARY';
  const [name = '', ...more] = pathOf(node);
  if (isTemporary && more.length > 0) throw new SqlError('CREATE TEMP TABLE with a dataset qualifier is not allowed');
  const elements = child(node, 'tableElementList');
  const columns =
    elements &&
    (await columnFields({ node: elements, source }, { before: 'CREATE TABLE defined ', after: '' }, running));
  const by = child(node, 'partitionBy');
  const [partitionBy, ...others] = by ? children(by, 'partitioningExpressions') : [];
  if (others.length > 0) throw new SqlError('PARTITION BY takes one expression');
  const cluster = child(node, 'clusterBy');
  const from = sourceIn(node, running);
  const ddl: CreateTableDdl = {
    temporary: isTemporary,
    ...flags(node),
    options: await optionValues({ node, source }, running),
    ...(columns ? { columns } : {}),
    ...(partitionBy ? { partitioning: partitioningIn(partitionBy, source) } : {}),
    ...(cluster ? { clustering: children(cluster, 'clusteringExpressions').map((key) => namesOf(key).join('.')) } : {}),
    ...(from ? { source: from } : {}),
  };
  const target = isTemporary ? { projectId: '', datasetId: '', tableId: name } : tableOf(node, running);
  return { kind: child(node, 'query') ? 'CREATE_TABLE_AS_SELECT' : 'CREATE_TABLE', target, ddl };
}

/** LIKE, COPY and CLONE. */
function sourceIn(node: Flat, running: Running): CreateTableDdl['source'] {
  const like = child(node, 'likeTableName');
  if (like) return { table: sourceTable(like, running), rows: false };
  const copied = child(node, 'copyDataSource') ?? child(node, 'cloneDataSource');
  const path = copied && child(copied, 'pathExpr');
  if (copied?.['forSystemTime'] || copied?.['whereClause'])
    throw unsupportedSql('a copy of another time, or of a part');
  return path && { table: sourceTable(path, running), rows: true };
}

function sourceTable(path: Flat, { run, state }: Running): TableId {
  const names = namesOf(path);
  const [name = '', more] = names;
  if (more === undefined && state.temporaryTables.has(name.toUpperCase()))
    throw unsupportedSql('LIKE, COPY or CLONE of a temporary table');
  return tableIdOfNames(names, run.names);
}

const createView =
  (rows: CreateView['ddl']['rows']) =>
  async ({ node, source }: Definition, running: Running): Promise<Statement> => {
    const list = child(node, 'columnWithOptionsList');
    const columns =
      list && children(list, 'columnWithOptions').map((column) => String(child(column, 'name')?.['idString']));
    return {
      kind: 'CREATE_VIEW',
      target: tableOf(node, running),
      ddl: {
        ...flags(node),
        rows,
        ...(columns ? { columns } : {}),
        options: await optionValues({ node, source }, running),
        fields: [],
        source: source.slice(rangeOf(node['query'])).trim(),
      },
    };
  };

async function createSchema({ node, source }: Definition, running: Running): Promise<Statement> {
  const options = await optionValues({ node, source }, running);
  return { kind: 'CREATE_SCHEMA', dataset: datasetOf(node, running), ddl: { ...flags(node), options } };
}

async function alterSchema({ node, source }: Definition, running: Running): Promise<Statement> {
  const [only, more] = await alterations({ node, source }, running);
  if (only?.kind !== 'setOptions' || more) throw new SqlError('ALTER SCHEMA can only SET OPTIONS');
  const ddl = { ifExists: node['isIfExists'] === true, options: only.options };
  return { kind: 'ALTER_SCHEMA', dataset: datasetOf(node, running), ddl };
}

async function alterations({ node, source }: Definition, running: Running) {
  const list = child(node, 'actionList');
  const found: Awaited<ReturnType<typeof alterationOf>>[] = [];
  for (const action of list ? children(list, 'actions') : []) found.push(await alterationOf(action, source, running));
  return found;
}

const alter =
  (kind: 'ALTER_TABLE' | 'ALTER_VIEW') =>
  async (definition: Definition, running: Running): Promise<Statement> => ({
    kind,
    target: tableOf(definition.node, running),
    ddl: {
      ifExists: definition.node['isIfExists'] === true,
      alterations: await alterations(definition, running),
    },
  });

async function drop({ node, source }: Definition, running: Running): Promise<Statement> {
  const ifExists = node['isIfExists'] === true;
  switch (node['schemaObjectKind']) {
    case 'kSchema':
      return {
        kind: 'DROP_SCHEMA',
        dataset: datasetOf(node, running),
        ddl: { ifExists, cascade: node['dropMode'] === 'CASCADE' },
      };
    case 'kTable':
      return { kind: 'DROP_TABLE', target: tableOf(node, running), ddl: { ifExists } };
    case 'kView':
      return { kind: 'DROP_VIEW', target: tableOf(node, running), ddl: { ifExists } };
    default:
      throw unsupportedSql(source.slice(rangeOf(node)).slice(0, 60));
  }
}

const DEFINITIONS: Readonly<Record<string, (definition: Definition, running: Running) => Promise<Statement>>> = {
  CreateTableStatement: createTable,
  CreateViewStatement: createView('computed'),
  CreateMaterializedViewStatement: createView('materialized'),
  CreateSchemaStatement: createSchema,
  AlterSchemaStatement: alterSchema,
  AlterTableStatement: alter('ALTER_TABLE'),
  AlterViewStatement: alter('ALTER_VIEW'),
  DropStatement: drop,
};

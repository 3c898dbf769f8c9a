import { quoteName, sqlName, sqlSchema } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import type { CreateFunctionNode, CreateSchemaNode, CreateViewNode, Ddl, DropNode } from '../model/statementAst.ts';
import type { Statement } from '../model/types.ts';
import { alterStatement } from './alter.ts';
import { createTableStatement } from './createTable.ts';
import { optionValues } from './options.ts';
import { datasetIdOf, tableIdOf, targetOf } from './table.ts';
import { typeSql } from './typeSql.ts';

/** CREATE, ALTER, DROP; `source` is the statement as written. */
export function ddlStatement(node: Ddl, source: string, emit: Emission): Statement {
  switch (node.kind) {
    case 'createTable':
      return createTableStatement(node, source, emit);
    case 'createView':
      return createView(node, source, emit);
    case 'createSchema':
      return createSchema(node, emit);
    case 'createFunction':
      return createFunction(node, emit);
    case 'drop':
      return drop(node, emit);
    case 'alter':
      return alterStatement(node, source, emit);
  }
}

function createView(node: CreateViewNode, source: string, emit: Emission): Statement {
  const target = tableIdOf(node.target, emit);
  const query = emit.query(node.query);
  const names = node.columns ? ` (${node.columns.map(quoteName).join(', ')})` : '';
  const how = `${node.orReplace ? 'OR REPLACE ' : ''}VIEW ${node.ifNotExists ? 'IF NOT EXISTS ' : ''}`;
  return {
    kind: 'CREATE_VIEW',
    sql: `CREATE ${how}${sqlName(target)}${names} AS ${query}`,
    target,
    ddl: {
      orReplace: node.orReplace,
      ifNotExists: node.ifNotExists,
      materialized: node.materialized,
      ...(node.columns ? { columns: [...node.columns] } : {}),
      options: optionValues(node.options),
      query,
      source: source.slice(node.source.start, node.source.end).trim(),
    },
  };
}

function createSchema({ path, ifNotExists, options }: CreateSchemaNode, emit: Emission): Statement {
  const dataset = datasetIdOf(path, emit.context.projectId);
  return {
    kind: 'CREATE_SCHEMA',
    sql: `CREATE SCHEMA ${ifNotExists ? 'IF NOT EXISTS ' : ''}${sqlSchema(dataset)}`,
    dataset,
    ddl: { ifNotExists, options: optionValues(options) },
  };
}

/** A function for the length of the script. */
function createFunction({ name, parameters, returns, body }: CreateFunctionNode, outer: Emission): Statement {
  const names = new Set(parameters.map((parameter) => parameter.name.toUpperCase()));
  const variables = new Set([...outer.scope.variables].filter((variable) => !names.has(variable)));
  const value = outer.within({ variables }).expression(body);
  const list = parameters.map((parameter) =>
    [quoteName(parameter.name), parameter.type && typeSql(parameter.type)].filter(Boolean).join(' '),
  );
  const result = returns ? `CAST(${value} AS ${typeSql(returns)})` : value;
  return {
    kind: 'CREATE_FUNCTION',
    sql: `CREATE OR REPLACE TEMP MACRO ${quoteName(name.toUpperCase())}(${list.join(', ')}) AS ${result}`,
  };
}

function drop({ what, path, ifExists, cascade }: DropNode, emit: Emission): Statement {
  const ifThere = ifExists ? 'IF EXISTS ' : '';
  if (what === 'SCHEMA') {
    const dataset = datasetIdOf(path, emit.context.projectId);
    const sql = `DROP SCHEMA ${ifThere}${sqlSchema(dataset)}${cascade ? ' CASCADE' : ''}`;
    return { kind: 'DROP_SCHEMA', sql, dataset, ddl: { ifExists, cascade } };
  }
  const { sql, table } = targetOf(path, emit);
  return {
    kind: what === 'VIEW' ? 'DROP_VIEW' : 'DROP_TABLE',
    sql: `DROP ${what} ${ifThere}${sql}`,
    target: table,
    ddl: { ifExists },
  };
}

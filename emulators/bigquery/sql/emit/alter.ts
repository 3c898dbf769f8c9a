import { duckType } from '../../schema/duckType.ts';
import { quoteName, sqlName } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import { SqlError } from '../model/errors.ts';
import type { AlterAction, AlterNode } from '../model/statementAst.ts';
import type { Alteration, Options, Statement } from '../model/types.ts';
import { columnField } from './columns.ts';
import { optionValues } from './options.ts';
import { datasetIdOf, tableIdOf } from './table.ts';
import { fieldOf } from './typeSql.ts';

/** ALTER TABLE, VIEW and SCHEMA. */
export function alterStatement(node: AlterNode, source: string, emit: Emission): Statement {
  const { ifExists } = node;
  const alterations = node.actions.map((action) => alterationOf(action, source));
  if (node.what === 'SCHEMA') {
    const dataset = datasetIdOf(node.path, emit.context.projectId);
    return { kind: 'ALTER_SCHEMA', sql: '', dataset, ddl: { ifExists, options: schemaOptions(alterations, node) } };
  }
  const target = tableIdOf(node.path, emit);
  const table = `ALTER TABLE ${ifExists ? 'IF EXISTS ' : ''}${sqlName(target)}`;
  const sql = alterations
    .flatMap((alteration) => alterationSql(alteration, emit, node))
    .map((action) => `${table} ${action}`);
  return { kind: `ALTER_${node.what}`, sql: sql.join('; '), target, ddl: { ifExists, alterations } };
}

function schemaOptions(alterations: readonly Alteration[], node: AlterNode): Options {
  const [only, more] = alterations;
  if (only?.kind !== 'setOptions' || more) throw new SqlError('ALTER SCHEMA can only SET OPTIONS', node);
  return only.options;
}

function alterationOf(action: AlterAction, source: string): Alteration {
  switch (action.kind) {
    case 'addColumn':
      return { ...action, column: columnField(action.column, source) };
    case 'setOptions':
      return { ...action, options: optionValues(action.options) };
    case 'setColumnOptions':
      return { ...action, options: optionValues(action.options) };
    case 'setDataType':
      return { ...action, type: fieldOf(action.column.split('.').at(-1) ?? '', action.type) };
    case 'setDefault':
      return {
        kind: 'setDefault',
        column: action.column,
        expression: source.slice(action.expression.start, action.expression.end).trim(),
      };
    default:
      return action;
  }
}

const pathSql = (column: string): string => column.split('.').map(quoteName).join('.');

function alterationSql(alteration: Alteration, emit: Emission, node: AlterNode): string[] {
  switch (alteration.kind) {
    case 'addColumn': {
      const { column, ifNotExists } = alteration;
      if (column.mode === 'REQUIRED')
        throw new SqlError(`Cannot add required columns to an existing schema. (field: ${column.name})`, node);
      return [`ADD COLUMN ${ifNotExists ? 'IF NOT EXISTS ' : ''}${quoteName(column.name)} ${duckType(column)}`];
    }
    case 'dropColumn':
      return [`DROP COLUMN ${alteration.ifExists ? 'IF EXISTS ' : ''}${pathSql(alteration.column)}`];
    case 'renameColumn':
      return [`RENAME COLUMN ${pathSql(alteration.column)} TO ${quoteName(alteration.to)}`];
    case 'renameTable':
      return [`RENAME TO ${quoteName(alteration.to)}`];
    case 'setDataType':
      return [`ALTER COLUMN ${pathSql(alteration.column)} SET DATA TYPE ${duckType(alteration.type)}`];
    case 'dropNotNull':
      return alteration.column.includes('.') ? [] : [`ALTER COLUMN ${pathSql(alteration.column)} DROP NOT NULL`];
    case 'setDefault': {
      const action = node.actions.find((known) => known.kind === 'setDefault' && known.column === alteration.column);
      return action?.kind === 'setDefault'
        ? [`ALTER COLUMN ${pathSql(alteration.column)} SET DEFAULT ${emit.expression(action.value)}`]
        : [];
    }
    case 'dropDefault':
      return [`ALTER COLUMN ${pathSql(alteration.column)} DROP DEFAULT`];
    case 'setOptions':
    case 'setColumnOptions':
      return [];
  }
}

import { child, type Flat, namesOf, rangeOf } from '../../../googlesql/nodes.ts';
import type { Source } from '../../../googlesql/source.ts';
import { SqlError, unsupportedSql } from '../../errors/sqlError.ts';
import type { Field } from '../../schema/field.ts';
import { columnFields } from './columnFields.ts';
import { optionValues } from './optionValues.ts';
import type { Running } from './scriptRun.ts';
import type { Alteration } from './statement.ts';

/** One action of ALTER TABLE or ALTER VIEW. */
export async function alterationOf(action: Flat, source: Source, running: Running): Promise<Alteration> {
  const column = String(child(action, 'columnName')?.['idString'] ?? '');
  const ifExists = action['isIfExists'] === true;
  switch (action.kind) {
    case 'AddColumnAction':
      return addColumn(action, source, running);
    case 'DropColumnAction':
      return { kind: 'dropColumn', column, ifExists };
    case 'RenameColumnAction':
      return { kind: 'renameColumn', column, to: String(child(action, 'newColumnName')?.['idString']), ifExists };
    case 'RenameToClause': {
      const path = child(action, 'newName');
      return { kind: 'renameTable', to: (path ? namesOf(path) : []).at(-1) ?? '' };
    }
    case 'SetOptionsAction':
      return { kind: 'setOptions', options: await optionValues({ node: action, source }, running) };
    case 'AlterColumnOptionsAction':
      return { kind: 'setColumnOptions', column, options: await optionValues({ node: action, source }, running) };
    case 'AlterColumnTypeAction':
      return { kind: 'setDataType', column, type: await typeIn(action, source, running) };
    case 'AlterColumnSetDefaultAction':
      return { kind: 'setDefault', column, expression: source.slice(rangeOf(action['defaultExpression'])).trim() };
    case 'AlterColumnDropDefaultAction':
      return { kind: 'dropDefault', column };
    case 'AlterColumnDropNotNullAction':
      return { kind: 'dropNotNull', column };
    default:
      throw unsupportedSql(source.slice(rangeOf(action)).slice(0, 60));
  }
}

async function addColumn(action: Flat, source: Source, running: Running): Promise<Alteration> {
  const definition = child(action, 'columnDefinition');
  const around = { before: 'CREATE TABLE added (', after: ')' };
  const [column] = definition ? await columnFields({ node: definition, source }, around, running) : [];
  if (!column) throw unsupportedSql('ADD COLUMN of this kind');
  if (column.mode === 'REQUIRED')
    throw new SqlError(
      `Cannot add required columns to an existing schema. (field: ${column.name})`,
      source.positionOf(source.indexOf(rangeOf(action).start)),
    );
  return { kind: 'addColumn', column, ifNotExists: action['isIfNotExists'] === true };
}

async function typeIn(action: Flat, source: Source, running: Running): Promise<Field> {
  const schema = child(action, 'schema');
  const name = String(child(action, 'columnName')?.['idString'] ?? '');
  const around = { before: `CREATE TABLE altered (\`${name}\` `, after: ')' };
  const [field] = schema ? await columnFields({ node: schema, source }, around, running) : [];
  if (!field) throw unsupportedSql('SET DATA TYPE of this kind');
  return field;
}

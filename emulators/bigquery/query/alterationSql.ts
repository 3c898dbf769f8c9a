import { duckType } from '../schema/duckType.ts';
import { quoteName, sqlName, type TableRef } from '../schema/names.ts';
import type { Alteration } from './script/statement.ts';

/** What DuckDB does for an alteration of a table; nothing for those that only the catalog knows of. */
export function alterationSql(table: TableRef, alteration: Alteration): string[] {
  const action = actionSql(alteration);
  return action === undefined ? [] : [`ALTER TABLE ${sqlName(table)} ${action}`];
}

function actionSql(alteration: Alteration): string | undefined {
  switch (alteration.kind) {
    case 'addColumn': {
      const { column, ifNotExists } = alteration;
      return `ADD COLUMN ${ifNotExists ? 'IF NOT EXISTS ' : ''}${quoteName(column.name)} ${duckType(column)}`;
    }
    case 'dropColumn':
      return `DROP COLUMN ${quoteName(alteration.column)}`;
    case 'renameColumn':
      return `RENAME COLUMN ${quoteName(alteration.column)} TO ${quoteName(alteration.to)}`;
    case 'renameTable':
      return `RENAME TO ${quoteName(alteration.to)}`;
    case 'setDataType':
      return `ALTER COLUMN ${quoteName(alteration.column)} SET DATA TYPE ${duckType(alteration.type)}`;
    case 'dropNotNull':
      return `ALTER COLUMN ${quoteName(alteration.column)} DROP NOT NULL`;
    default:
      return undefined;
  }
}

import { quoteName, sqlName } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import type { TablePath } from '../model/ast.ts';
import { SqlError, syntaxError } from '../model/errors.ts';
import type { DatasetId, TableId } from '../model/types.ts';

/** A table that is read: a WITH query, a temporary table, whatever the context has for it, or the table itself. */
export function tableSql(path: TablePath, emit: Emission): string {
  const single = singleName(path, emit);
  if (single) return single;
  const table = tableIdOf(path, emit);
  return emit.context.resolve(table, emit.use) ?? sqlName(table);
}

/** A table that is changed. */
export function targetOf(path: TablePath, emit: Emission): { sql: string; table: TableId } {
  const temporary = singleName(path, emit);
  if (temporary) return { sql: temporary, table: { projectId: '', datasetId: '', tableId: path.parts[0] ?? '' } };
  const table = tableIdOf(path, emit);
  return { sql: sqlName(table), table };
}

function singleName({ parts }: TablePath, { scope }: Emission): string | undefined {
  const [name = '', ...more] = parts;
  if (more.length > 0) return undefined;
  if (scope.ctes.has(name.toUpperCase())) return quoteName(name);
  return scope.temporaryTables.has(name.toUpperCase()) ? temporaryName(name) : undefined;
}

export const temporaryName = (name: string): string => `temp.main.${quoteName(name)}`;

/** The full name of a table. */
export function tableIdOf(path: TablePath, { context }: Emission): TableId {
  if (path.legacy && !context.legacy) throw syntaxError('Unexpected "["', path);
  const pseudo = informationSchema(path, context.projectId);
  if (pseudo) return pseudo;
  const [tableId = '', datasetId, projectId, ...more] = [...path.parts].reverse();
  if (more.length > 0) throw new SqlError(`Invalid table name: ${path.parts.join('.')}`, path);
  if (datasetId) return { projectId: projectId ?? context.projectId, datasetId, tableId };
  if (!context.defaultDataset) {
    throw new SqlError(`Table "${tableId}" must be qualified with a dataset (e.g. dataset.table).`, path);
  }
  return { ...context.defaultDataset, tableId };
}

/** The full name of a dataset. */
export function datasetIdOf({ parts, line, column }: TablePath, projectId: string): DatasetId {
  const [datasetId = '', project = projectId, ...more] = [...parts].reverse();
  if (more.length > 0) throw new SqlError(`Invalid dataset name: ${parts.join('.')}`, { line, column });
  return { projectId: project, datasetId };
}

/** [project.][dataset | region.]INFORMATION_SCHEMA.VIEW */
function informationSchema({ parts }: TablePath, projectId: string): TableId | undefined {
  const at = parts.findIndex((part) => part.toUpperCase() === 'INFORMATION_SCHEMA');
  if (at < 0 || at === parts.length - 1) return undefined;
  const tableId = parts.slice(at).join('.').toUpperCase();
  const [datasetId = '', project = projectId] = parts.slice(0, at).reverse();
  return { projectId: project, datasetId, tableId };
}

import { SqlError } from '../../errors/sqlError.ts';
import type { DatasetId, TableId } from './statement.ts';

interface Defaults {
  projectId: string;
  defaultDataset?: DatasetId | undefined;
}

/** The full name of a table, by the names of its path: `a.b.c` in one pair of backticks, in several or in none. @throws SqlError */
export function tableIdOfNames(names: readonly string[], { projectId, defaultDataset }: Defaults): TableId {
  const parts = names.flatMap(split);
  const pseudo = informationSchema(parts, projectId);
  if (pseudo) return pseudo;
  const [tableId = '', datasetId, project = projectId, ...more] = [...parts].reverse();
  if (more.length > 0 || parts.includes('')) throw new SqlError(`Invalid table name: ${names.join('.')}`);
  if (datasetId) return { projectId: project, datasetId, tableId };
  if (!defaultDataset) throw new SqlError(`Table "${tableId}" must be qualified with a dataset (e.g. dataset.table).`);
  return { ...defaultDataset, tableId };
}

/** `domain.com:project` is one part. */
function split(name: string): string[] {
  const colon = name.lastIndexOf(':');
  if (colon < 0) return name.split('.');
  const [first = '', ...others] = name.slice(colon + 1).split('.');
  const project = name.slice(0, colon);
  return project.includes('.') ? [`${project}:${first}`, ...others] : [project, first, ...others];
}

/** [project.][dataset | region.]INFORMATION_SCHEMA.VIEW */
function informationSchema(parts: readonly string[], projectId: string): TableId | undefined {
  const at = parts.findIndex((part) => part.toUpperCase() === 'INFORMATION_SCHEMA');
  if (at < 0 || at === parts.length - 1) return undefined;
  const [datasetId = '', project = projectId] = parts.slice(0, at).reverse();
  return { projectId: project, datasetId, tableId: parts.slice(at).join('.').toUpperCase() };
}

import type { Deps } from '../deps/deps.ts';
import type { TableName } from '../model/table.ts';
import { parseTable } from '../rule/destination.ts';

/** The table that a request names, by its full name; without a project it is in the functions' own. Throws a RuleError. */
export function tableNamed(text: string, { settings }: Pick<Deps, 'settings'>): TableName {
  const { projectId = settings.projectId, datasetId, tableId, partition } = parseTable(text);
  return { projectId, datasetId, tableId: partition === undefined ? tableId : `${tableId}$${partition}` };
}

import { defined } from '../common/defined.ts';
import { parseTable } from './destination.ts';
import { referenceText } from './tableReference.ts';

/**
 * A table as the journal names it: without partition, and without the functions' own project.
 * @throws RuleError where the text names no table.
 */
export function ownName(text: string, ownProjectId: string): string {
  const { projectId, datasetId, tableId } = parseTable(text);
  return referenceText(defined({ projectId: projectId === ownProjectId ? undefined : projectId, datasetId, tableId }));
}

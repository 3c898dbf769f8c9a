import { splitPartition } from '../../common/partition.ts';
import { parseTable } from '../../rule/destination.ts';
import { PARTITION, partitionNameText } from './partitionNameText.ts';
import { sqlText } from './sqlText.ts';
import type { TextKind, Values } from './textKind.ts';

/** The variable that only such a text has. */
export const SOURCE = 'Source';

/** SQL that may name the parts of the table that the field `Source` of the same request names: `${Source.TableID}`. */
export const partitionSqlText: TextKind = {
  isSql: true,
  fill: (field, values, request = {}) =>
    sqlText.fill(field, { ...values, variables: { ...values.variables, [SOURCE]: sourceOf(request, values) } }),
};

/** Without its partition, and without what is known of its name only with the partition. */
function sourceOf({ Source }: Readonly<Record<string, unknown>>, values: Values): Record<string, string> {
  const { table } = splitPartition(String(partitionNameText.fill(Source, values)));
  const { projectId, datasetId, tableId } = parseTable(table.replaceAll(PARTITION, ''));
  return { ProjectID: projectId ?? String(values.variables['ProjectID']), DatasetID: datasetId, TableID: tableId };
}

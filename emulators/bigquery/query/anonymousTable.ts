import { createHash } from 'node:crypto';
import { newDataset } from '../catalog/newDataset.ts';
import { datasetName, type TableRef } from '../schema/names.ts';
import { jobName } from '../state/job.ts';
import type { QueryRun } from './queryRun.ts';

/** Not listed with the others, as BigQuery's own. */
const DATASET = '_anonymous';

/** The table for the result of a query without a destination; its dataset is made where it is not there yet. */
export async function anonymousTable({ context: { catalog }, record }: QueryRun): Promise<TableRef> {
  const { projectId, location } = record.ref;
  const dataset = { projectId, datasetId: `${DATASET}_${location.toLowerCase().replaceAll('-', '_')}` };
  await catalog.openProject(projectId);
  await catalog.locks.hold([datasetName(dataset)], async () => {
    if (catalog.findDataset(dataset)) return;
    const meta = { ...newDataset(dataset, location, {}), hidden: true };
    await catalog.transact(projectId, (tx) => tx.putDataset(meta));
  });
  return { ...dataset, tableId: `anon${createHash('sha256').update(jobName(record.ref)).digest('hex').slice(0, 40)}` };
}

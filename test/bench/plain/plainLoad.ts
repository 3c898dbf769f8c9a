import { randomUUID } from 'node:crypto';
import type { Deps } from '../../../functions/src/deps/deps.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';

/** What the twenty lines are about. */
export type PlainDeps = Pick<Deps, 'warehouse' | 'objects' | 'clock' | 'settings'>;

/** As somebody writes it in an afternoon: a load job for the file, waited for, and then the file is deleted. */
export async function plainLoad({ bucket, name }: SourceFile, tableId: string, deps: PlainDeps): Promise<void> {
  const { warehouse, objects, clock, settings } = deps;
  const { projectId } = settings;
  const job = { projectId, location: 'US', jobId: randomUUID() };
  await warehouse.submit(job, {
    load: {
      sourceUris: [`gs://${bucket}/${name}`],
      destinationTable: { projectId, datasetId: 'shop', tableId },
      sourceFormat: 'NEWLINE_DELIMITED_JSON',
      writeDisposition: 'WRITE_APPEND',
    },
  });
  let state = await warehouse.job(job);
  for (; state?.state !== 'DONE'; state = await warehouse.job(job)) await clock.sleep(1_000);
  if (state.error) throw new Error(state.error.message);
  await objects.remove({ bucket, name });
}

import type { Deps } from '../deps/deps.ts';
import { Failure } from '../failure/failure.ts';
import { temporaryTables } from '../model/plan.ts';
import type { Process } from '../model/process.ts';
import { fullTableName } from '../model/table.ts';
import { mayWait } from './giveUp.ts';

/**
 * No temporary table outlives its process. One that is gone, or never was, is fine. Answers what is to be noted of one that
 * cannot be dropped: it is no reason to fail, since BigQuery deletes it by itself in the end.
 */
export async function dropTemporaryTables(process: Process, deps: Deps): Promise<string[]> {
  const { ingestion } = process.plan;
  if (ingestion === undefined) return [];
  const notes = await Promise.all(
    temporaryTables(ingestion).map(async (table) => {
      try {
        await deps.tables.drop(table);
        return [];
      } catch (error) {
        if (!(error instanceof Failure) || mayWait(process, error, deps)) throw error;
        return [`the temporary table ${fullTableName(table)} stays until it expires: ${error.message}`];
      }
    }),
  );
  return notes.flat();
}

import type { Deps } from '../deps.ts';
import type { Process } from '../journal/process.ts';
import { temporaryTables } from '../plan/plan.ts';

/** No temporary table outlives its process. One that is gone, or never was, is fine. */
export async function dropTemporaryTables(
  { plan: { ingestion } }: Process,
  { tables }: Pick<Deps, 'tables'>,
): Promise<void> {
  if (ingestion === undefined) return;
  await Promise.all(temporaryTables(ingestion).map((table) => tables.drop(table)));
}

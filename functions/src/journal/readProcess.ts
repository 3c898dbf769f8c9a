import { type DocumentSnapshot, Timestamp } from 'firebase-admin/firestore';
import type { Process } from '../model/process.ts';
import { processOf } from './documents.ts';
import type { PlanStore } from './planStore.ts';

/** What a document of `journal` holds, with the plan and the jobs that are kept elsewhere. Rejects as `PlanStore.read` does. */
export async function readProcess(snapshot: DocumentSnapshot, plans: PlanStore): Promise<Process> {
  const kept: Record<string, unknown> = snapshot.get('jobs') ?? {};
  const [plan, ...jobs] = await Promise.all([
    plans.read(snapshot.data() ?? {}),
    ...Object.entries(kept).map(async ([path, list]) => [path, await plans.readJobs(list)] as const),
  ]);
  return processOf(snapshot, plan, Object.fromEntries(jobs));
}

/** The claim on a process: `by` is undefined where its last holder has released it. */
export function claimIn(snapshot: DocumentSnapshot): { by: string | undefined; until: Date; epoch: number } {
  const until: unknown = snapshot.get('claim.until');
  return {
    by: snapshot.get('claim.by') ?? undefined,
    until: until instanceof Timestamp ? until.toDate() : new Date(0),
    epoch: Number(snapshot.get('claim.epoch') ?? 0),
  };
}

import type { Deps } from '../deps.ts';
import type { WindowRecord } from '../journal/windows.ts';

/** The process of the window is one of its group, from before it exists until `leaveGroup`. */
export async function enterGroup({ group, bucket, rule, owner }: WindowRecord, { groups }: Deps): Promise<void> {
  if (group === undefined || rule.rule.Batch?.Group?.OnDone === undefined) return;
  await groups.enter({ ...group, bucket, rule }, owner);
}

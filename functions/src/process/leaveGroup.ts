import type { Deps } from '../deps/deps.ts';
import type { Process } from '../model/process.ts';

/**
 * To be called when a process, done or failed, has nothing left to do but to say so in the journal. After the last one of
 * its group what the group's end brings about is asked for, at most once too often: it happens once. Does nothing for a
 * process without a group.
 */
export async function leaveGroup({ processId, plan }: Process, { groups, windows, windowTasks }: Deps): Promise<void> {
  const groupId = plan.variables['GroupID'];
  // What the end of a group brings about is a process with the group's own ID.
  if (typeof groupId !== 'string' || groupId === processId) return;
  if (!(await groups.leave(groupId, processId)) || (await windows.isGathering(groupId))) return;
  const group = await groups.find(groupId);
  if (group) await windowTasks.makeGroupDue(group);
}

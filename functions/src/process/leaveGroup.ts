import type { Deps } from '../deps/deps.ts';
import type { Process } from '../model/process.ts';

/** To be called once a process has ended. Dispatch sees to what the group's end brings about. */
export async function leaveGroup({ plan }: Process, { groups }: Pick<Deps, 'groups'>): Promise<void> {
  const { group } = plan;
  if (group) await groups.leave(group.id, group.windowId);
}

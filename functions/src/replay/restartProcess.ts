import type { Deps } from '../deps/deps.ts';
import type { Process } from '../model/process.ts';
import { type Applied, type Applying, changed, dueOf, waitingUntil, wake } from './applying.ts';
import { whyNotNow } from './checkItem.ts';
import { currentPlan } from './currentPlan.ts';
import type { RestartItem } from './item.ts';
import { restartOf } from './restartOf.ts';

/** Takes a process up again that has failed. It runs from the write on that says so: whoever dies before it is woken leaves it to dispatch. */
export async function restartProcess(item: RestartItem, applying: Applying, deps: Deps): Promise<Applied> {
  const due = dueOf(item, applying);
  const process = await deps.journal.get(item.processId);
  if (process === undefined) return changed('its trail has expired');
  if (isReplayedBy(process, applying)) {
    if (process.status === 'running') await wake(item.processId, { destination: process.plan.destination, due }, deps);
    return { outcome: 'already' };
  }
  const why = await whyNotNow(item, applying, deps);
  if (why !== undefined) return changed(why);
  const current = await currentPlan(process, deps);
  const { from, follows: _, ...goingOn } = restartOf(process, current.outcome === 'plan' ? current.plan : undefined);
  const replay = { plan: applying.id, ...applying.begun, from, status: item.status, ...errorOf(process) };
  const waiting = waitingUntil(due, applying, deps);
  const restarted = await deps.replays.restart({ ...goingOn, ...waiting, process, replay, notBefore: due });
  if (restarted === 'changed') return afterRace(item, applying, deps);
  const { destination } = goingOn.plan ?? process.plan;
  await wake(item.processId, { destination, due }, deps);
  return { outcome: 'done' };
}

const isReplayedBy = ({ replays = [] }: Process, { id }: Applying): boolean => replays.some(({ plan }) => plan === id);

/** Another call was quicker, perhaps one that carries out the same plan. */
async function afterRace({ processId }: RestartItem, applying: Applying, { journal }: Deps): Promise<Applied> {
  const process = await journal.get(processId);
  if (process && isReplayedBy(process, applying)) return { outcome: 'already' };
  return changed(`its process is ${process?.status ?? 'gone'} now`);
}

function errorOf({ error }: Process) {
  if (error === undefined) return {};
  const { kind, reason, message } = error;
  return { error: { kind, reason, message } };
}

import type { Deps } from '../deps/deps.ts';
import { type Applied, type Applying, changed, dueOf, wake } from './applying.ts';
import { whyNotNow } from './checkItem.ts';
import type { Item, TakeInItem, WakeItem } from './item.ts';
import { putBack } from './putBack.ts';
import { reloadFile } from './reloadFile.ts';
import { restartProcess } from './restartProcess.ts';

/** Does one thing of a plan, unless it is done. Doing it again, also at the same time, changes nothing. */
export async function applyItem(item: Item, applying: Applying, deps: Deps): Promise<Applied> {
  if (applying.end !== undefined && deps.clock.now() >= applying.end) return { outcome: 'later' };
  switch (item.does) {
    case 'restart':
      return restartProcess(item, applying, deps);
    case 'wake':
      return wakeProcess(item, applying, deps);
    case 'takeIn':
      return takeIn(item, applying, deps);
    case 'putBack':
      return putBack(item, applying, deps);
    case 'reload':
      return reloadFile(item, applying, deps);
  }
}

async function wakeProcess(item: WakeItem, applying: Applying, deps: Deps): Promise<Applied> {
  const { processId, destination, stops } = item;
  const process = await deps.journal.get(processId);
  if (process?.status !== 'running') return changed(`its process is ${process?.status ?? 'gone'} now`);
  if (await deps.journal.isClaimed(processId, deps.clock.now())) return { outcome: 'already' };
  if (stops) await deps.warehouse.cancel(stops);
  await wake(processId, { destination, due: dueOf(item, applying) }, deps);
  return { outcome: 'done' };
}

async function takeIn(item: TakeInItem, applying: Applying, deps: Deps): Promise<Applied> {
  const { file } = item;
  const [entry] = await deps.replays.entries([file]);
  if (entry?.process !== undefined || entry?.window !== undefined) return { outcome: 'already' };
  const why = await whyNotNow(item, applying, deps);
  if (why !== undefined) return changed(why);
  const due = dueOf(item, applying);
  if (due <= deps.clock.now()) await deps.arrivals.ask(file);
  else await deps.arrivals.postpone(file, { notBefore: due, times: 1 });
  return { outcome: 'done' };
}

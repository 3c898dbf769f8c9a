import type { Deps } from '../deps/deps.ts';
import { Failure } from '../failure/failure.ts';
import { readable } from '../journal/readable.ts';
import type { Applying } from './applying.ts';
import { considerFile } from './considerFile.ts';
import { considerProcess } from './considerProcess.ts';
import { considerStalled } from './considerStalled.ts';
import { type Considered, type Item, isLeft } from './item.ts';
import { processOfWindow } from './processOfWindow.ts';
import type { PlanRequest } from './request.ts';

/** Why something cannot be done any more as it was planned; undefined where it can. */
export async function checkItem(
  item: Item,
  request: Pick<PlanRequest, 'force'>,
  deps: Deps,
): Promise<string | undefined> {
  const now = await considerAgain(item, request, deps);
  if (now === undefined) return 'it needs no replay now';
  if (isLeft(now)) return now.why;
  if (now.does !== item.does) return `it is to be replayed in another way now (${now.does}, not ${item.does})`;
  return now.fingerprint === item.fingerprint ? undefined : 'its state, or its rule, has changed';
}

/** The same, unless this call has looked already. */
export const whyNotNow = async (
  item: Item,
  { isChecked, request }: Applying,
  deps: Deps,
): Promise<string | undefined> => (isChecked ? undefined : checkItem(item, request, deps));

async function considerAgain(item: Item, { force }: Pick<PlanRequest, 'force'>, deps: Deps): Promise<Considered> {
  switch (item.does) {
    case 'restart':
    case 'wake': {
      const process = await readable(deps.journal.get(item.processId));
      if (process instanceof Failure) return { left: 'refused', url: item.url, why: process.message };
      if (process === undefined) return { left: 'refused', url: item.url, why: 'its trail has expired' };
      return item.does === 'wake' && process.status === 'running'
        ? considerStalled(process, deps, 0)
        : considerProcess(process, { force }, deps);
    }
    case 'takeIn':
    case 'putBack':
    case 'reload': {
      const { file } = item;
      const [entry] = await deps.replays.entries([file]);
      return considerFile(file, { entry, force, processOf: (id) => processOfWindow(id, deps) }, deps);
    }
  }
}

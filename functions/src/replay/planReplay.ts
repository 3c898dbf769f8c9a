import { counted } from '../common/counted.ts';
import type { Deps } from '../deps/deps.ts';
import { candidates } from './candidates.ts';
import { dollarsOf } from './dollarsOf.ts';
import { type Item, isLeft, type Left } from './item.ts';
import { pace } from './pace.ts';
import type { PlanRequest } from './request.ts';
import { type TableShare, tableShares } from './tableShares.ts';

/** How many are left as they are for the same reason. */
export interface LeftTally {
  left: Left['left'];
  why: string;
  count: number;
  /** The first of them: gs:// of a file, or a process. */
  first: string;
}

/** What a replay is going to do, and what it is not. */
export interface ReplayPlan {
  /** Missing where there is nothing to do. */
  id?: string;
  request: PlanRequest;
  files: number;
  bytes: number;
  processes: number;
  jobs: number;
  dollars: number;
  /** How long it takes until the last is woken, in milliseconds. */
  lastsMs: number;
  tables: readonly TableShare[];
  /** There is more than the caps allow: plan again once this is done. */
  more: boolean;
  left: readonly LeftTally[];
  items: readonly Item[];
}

/** Reasons that are counted one by one; the others are counted together. */
const MAX_REASONS = 50;

/** Plans a replay, and keeps the plan: whoever carries it out does exactly that. Nothing else is changed. */
export async function planReplay(request: PlanRequest, by: string, deps: Deps): Promise<ReplayPlan> {
  const { items, left, more } = await gather(request, deps);
  const tables = await tableShares(items, deps);
  const limits = new Map(tables.map((table) => [table.table, table]));
  const paced = pace(items, { rate: request.caps.rate, limits });
  const sum = (of: (item: Item) => number): number => paced.reduce((total, item) => total + of(item), 0);
  const groups = new Map(paced.map((item) => [item.group, item]));
  const plan: ReplayPlan = {
    request,
    files: sum(({ files }) => files),
    bytes: sum(({ bytes }) => bytes),
    processes: groups.size,
    jobs: [...groups.values()].reduce((total, { jobs }) => total + jobs, 0),
    dollars: dollarsOf(paced),
    lastsMs: paced.at(-1)?.afterMs ?? 0,
    ...{ tables, more, left, items: paced },
  };
  if (paced.length === 0) return plan;
  const planned = { by, at: deps.clock.now(), ...(request.reason ? { reason: request.reason } : {}) };
  return { ...plan, id: await deps.replayRecords.keep(JSON.stringify({ ...plan, planned }), planned, about(plan)) };
}

/** What `replays/‹plan ID›` shows. */
const about = ({ request, files, bytes, processes, jobs }: ReplayPlan): object => ({
  request: JSON.stringify(request),
  ...{ files, bytes, processes, jobs },
});

async function gather(request: PlanRequest, deps: Deps): Promise<{ items: Item[]; left: LeftTally[]; more: boolean }> {
  const { limit, maxBytes = Number.POSITIVE_INFINITY } = request.caps;
  const items = new Map<string, Item>();
  const tally = new Map<string, LeftTally>();
  let [files, bytes] = [0, 0];
  for await (const one of candidates(request, deps)) {
    if (one === undefined) continue;
    if (isLeft(one)) {
      count(one, tally);
      continue;
    }
    const key = keyOf(one);
    if (items.has(key)) continue;
    const isTooMuch = files + one.files > limit || bytes + one.bytes > maxBytes;
    if (items.size > 0 && isTooMuch) return { items: [...items.values()], left: [...tally.values()], more: true };
    items.set(key, one);
    files += one.files;
    bytes += one.bytes;
  }
  return { items: [...items.values()], left: [...tally.values()], more: false };
}

/** Several files may be of the same process. */
const keyOf = (item: Item): string => ('processId' in item ? item.processId : `${item.url} ${item.file.generation}`);

function count({ left, why, url, processId }: Left, tally: Map<string, LeftTally>): void {
  const isKnown = tally.has(`${left} ${why}`) || tally.size < MAX_REASONS;
  const reason = isKnown ? why : `other reasons than these ${counted(MAX_REASONS, 'reason')}`;
  const key = `${left} ${reason}`;
  const known = tally.get(key) ?? { left, why: reason, count: 0, first: url || (processId ?? '') };
  tally.set(key, { ...known, count: known.count + 1 });
}

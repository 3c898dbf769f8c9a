import pMap from 'p-map';
import type { Deps } from '../deps/deps.ts';
import type { Doing } from '../journal/replayRecords.ts';
import { applyItem } from './applyItem.ts';
import type { Applied } from './applying.ts';
import { checkItem } from './checkItem.ts';
import type { Item } from './item.ts';
import type { ReplayPlan } from './planReplay.ts';

/** Something that is not any more as it was planned. */
export interface Changed {
  /** gs:// of the file, or of the first of the process. */
  url: string;
  why: string;
}

/** What became of a replay. */
export interface ReplayResult {
  id: string;
  /** `changed`: nothing was done, since something has changed since the plan was made. `partly`: call again, the time was over. */
  status: 'done' | 'partly' | 'changed';
  begun?: Doing;
  /** How many were asked for. */
  done: number;
  /** How many had been before, by a call that carried out the same plan. */
  already: number;
  /** Those that were left out. */
  changed: readonly Changed[];
  /** How long it takes until the last is woken, in milliseconds. */
  lastsMs: number;
}

interface Call {
  id: string;
  by: string;
  /** Why. */
  reason?: string;
  /** When the call has to have ended; by default it takes as long as it takes. */
  end?: Date;
}

const CONCURRENCY = 16;

/**
 * Carries a plan out, or says what has changed since it was made. May be called again, also at the same time: each thing that it
 * does is done once, and who died on the way has left nothing that the next call does not go on with. Answers undefined where
 * there is no such plan.
 */
export async function applyReplay({ id, by, reason, end }: Call, deps: Deps): Promise<ReplayResult | undefined> {
  const record = await deps.replayRecords.find(id);
  if (record === undefined) return undefined;
  const plan: ReplayPlan = JSON.parse(record.json);
  const why = reason ?? plan.request.reason;
  const isChecked = record.begun === undefined;
  if (isChecked) {
    const changed = await changedSince(plan, deps);
    if (changed.length > 0) return { id, status: 'changed', done: 0, already: 0, changed, lastsMs: 0 };
  }
  const doing = { by, at: deps.clock.now(), ...(why ? { reason: why } : {}) };
  const begun = record.begun ?? (await deps.replayRecords.begin(id, doing));
  const applying = { id, begun, end, isChecked, request: plan.request };
  const outcomes = await pMap(plan.items, (item) => applyItem(item, applying, deps), {
    concurrency: CONCURRENCY,
  });
  const result = resultOf({ id, begun, plan }, outcomes);
  const { done, already, changed } = result;
  if (result.status === 'done')
    await deps.replayRecords.finish(id, { done, already, changed: changed.slice(0, SHOWN) }, deps.clock.now());
  return result;
}

/** What a document has room for. */
const SHOWN = 20;

async function changedSince({ items, request }: ReplayPlan, deps: Deps): Promise<Changed[]> {
  const checked = await pMap(items, async (item) => ({ item, why: await checkItem(item, request, deps) }), {
    concurrency: CONCURRENCY,
  });
  return checked.flatMap(({ item, why }) => (why === undefined ? [] : [{ url: item.url, why }]));
}

function resultOf(
  { id, begun, plan }: { id: string; begun: Doing; plan: ReplayPlan },
  outcomes: readonly Applied[],
): ReplayResult {
  const count = (outcome: Applied['outcome']): number => outcomes.filter((one) => one.outcome === outcome).length;
  const changed = outcomes.flatMap((one, index) => {
    const item: Item | undefined = plan.items[index];
    return one.outcome === 'changed' && item ? [{ url: item.url, why: one.why }] : [];
  });
  const status = count('later') > 0 ? 'partly' : 'done';
  return { id, status, begun, done: count('done'), already: count('already'), changed, lastsMs: plan.lastsMs };
}

import pMap from 'p-map';
import type { Deps } from '../deps/deps.ts';
import { failureOf } from '../failure/failureOf.ts';
import type { Doing } from '../journal/replayRecords.ts';
import { applyItem } from './applyItem.ts';
import { type Applied, changed } from './applying.ts';
import { checkItem } from './checkItem.ts';
import type { Item } from './item.ts';
import type { ReplayPlan } from './planReplay.ts';

/** One thing of a plan that was not done. */
export interface Undone {
  /** gs:// of the file, or of the first of the process. */
  url: string;
  why: string;
}

/** What became of a replay. */
export interface ReplayResult {
  id: string;
  /**
   * `changed`: nothing was done, since something has changed since the plan was made. `partly`: call again, since the time was over
   * or a service did not answer.
   */
  status: 'done' | 'partly' | 'changed';
  begun?: Doing;
  /** How many were asked for. */
  done: number;
  /** How many had been before, by a call that carried out the same plan. */
  already: number;
  /** Those that were left out. */
  changed: readonly Undone[];
  /** Those that a service did not answer for. */
  failed: readonly Undone[];
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
  const checked = record.begun === undefined ? await check(plan, deps) : undefined;
  if (checked && checked.changed.length > 0)
    return { id, status: 'changed', done: 0, already: 0, changed: checked.changed, failed: [], lastsMs: 0 };
  const isChecked = checked?.isWhole === true;
  const doing = { by, at: deps.clock.now(), ...(why ? { reason: why } : {}) };
  const begun = record.begun ?? (await deps.replayRecords.begin(id, doing));
  const applying = { id, begun, end, isChecked, request: plan.request };
  const apply = (item: Item): Promise<Applied> => contained(() => applyItem(item, applying, deps));
  const outcomes = await pMap(plan.items, apply, { concurrency: CONCURRENCY });
  const result = resultOf({ id, begun, plan }, outcomes);
  const { done, already } = result;
  if (result.status === 'done')
    await deps.replayRecords.finish(id, { done, already, changed: result.changed.slice(0, SHOWN) }, deps.clock.now());
  return result;
}

/** What a document has room for. */
const SHOWN = 20;

/** What has changed since the plan was made. `isWhole`: of each thing it is known whether it has. */
async function check(plan: ReplayPlan, deps: Deps): Promise<{ changed: Undone[]; isWhole: boolean }> {
  const look = (item: Item): Promise<Applied> =>
    contained(async () => {
      const why = await checkItem(item, plan.request, deps);
      return why === undefined ? { outcome: 'done' } : changed(why);
    });
  const looks = await pMap(plan.items, look, { concurrency: CONCURRENCY });
  return { changed: undone('changed', plan, looks), isWhole: undone('failed', plan, looks).length === 0 };
}

/** What one thing meets keeps none of the others from being done. */
async function contained(work: () => Promise<Applied>): Promise<Applied> {
  try {
    return await work();
  } catch (error) {
    const { kind, message } = failureOf(error, 'the replay');
    return kind === 'permanent' ? changed(message) : { outcome: 'failed', why: message };
  }
}

function undone(outcome: 'changed' | 'failed', { items }: ReplayPlan, outcomes: readonly Applied[]): Undone[] {
  return outcomes.flatMap((one, index) => {
    const item: Item | undefined = items[index];
    return one.outcome === outcome && 'why' in one && item ? [{ url: item.url, why: one.why }] : [];
  });
}

function resultOf(
  { id, begun, plan }: { id: string; begun: Doing; plan: ReplayPlan },
  outcomes: readonly Applied[],
): ReplayResult {
  const count = (outcome: Applied['outcome']): number => outcomes.filter((one) => one.outcome === outcome).length;
  const [left, failed] = [undone('changed', plan, outcomes), undone('failed', plan, outcomes)];
  const status = count('later') + failed.length > 0 ? 'partly' : 'done';
  const { lastsMs } = plan;
  return { id, status, begun, done: count('done'), already: count('already'), changed: left, failed, lastsMs };
}

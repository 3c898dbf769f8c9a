import { z } from 'zod';
import type { Deps } from '../deps/deps.ts';
import { applyReplay, type ReplayResult } from './applyReplay.ts';
import { planReplay, type ReplayPlan } from './planReplay.ts';
import { requestFor } from './request.ts';

/** What a call is answered with: an HTTP status, and JSON. */
export interface ReplayAnswer {
  status: 200 | 400 | 404 | 409;
  body: Omit<ReplayPlan, 'items'> | ReplayResult | { error: string };
}

interface Call {
  body: unknown;
  by: string;
  /** When the call has to have ended. */
  end: Date;
}

/** Plans a replay, or carries a plan out. */
export async function answerReplay({ body, by, end }: Call, deps: Deps): Promise<ReplayAnswer> {
  const { data, error } = requestFor(body).safeParse(body);
  if (data === undefined) return { status: 400, body: { error: z.prettifyError(error) } };
  if ('apply' in data) {
    const { apply: id, reason } = data;
    const result = await applyReplay({ id, by, end, ...(reason ? { reason } : {}) }, deps);
    if (result === undefined) return { status: 404, body: { error: `there is no replay ${id}: plan one first` } };
    return { status: result.status === 'changed' ? 409 : 200, body: result };
  }
  if (data.force && data.reason === undefined)
    return { status: 400, body: { error: 'force needs a reason: it is kept with the replay' } };
  const { items: _, ...plan } = await planReplay(data, by, deps);
  return { status: 200, body: plan };
}

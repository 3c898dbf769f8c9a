import type { Deps } from '../../../functions/src/deps/deps.ts';
import { applyReplay, type ReplayResult } from '../../../functions/src/replay/applyReplay.ts';
import { planReplay, type ReplayPlan } from '../../../functions/src/replay/planReplay.ts';
import { planRequest, type Subject } from '../../../functions/src/replay/request.ts';
import { JobError } from '../../support/cloud/bigquery/jobError.ts';
import type { MemoryCloud } from '../../support/cloud/memoryCloud.ts';

export const WHO = 'ann@example.com';

/** What a plan is asked for by, beside its subject. */
export interface Asked {
  filters?: object;
  caps?: object;
  force?: boolean;
  reason?: string;
}

const subjectOf = (subject: Subject | 'failed' | 'stalled' | 'set-aside' | 'missed'): object =>
  typeof subject === 'string' ? { what: subject } : subject;

export const planned = (subject: Parameters<typeof subjectOf>[0], deps: Deps, asked: Asked = {}): Promise<ReplayPlan> =>
  planReplay(planRequest.parse({ subject: subjectOf(subject), ...asked }), WHO, deps);

export async function applied(id: string | undefined, deps: Deps, reason?: string): Promise<ReplayResult> {
  const result = id && (await applyReplay({ id, by: WHO, ...(reason ? { reason } : {}) }, deps));
  if (!result) throw new Error(`there is no plan ${id}`);
  return result;
}

/** Plans, and carries that out. */
export const replayed = async (
  subject: Parameters<typeof subjectOf>[0],
  deps: Deps,
  asked: Asked = {},
): Promise<ReplayResult> => applied((await planned(subject, deps, asked)).id, deps);

/** From now on jobs whose ID holds that fail for a reason; without one they end as they should. */
export function jobsFail({ bigQuery }: MemoryCloud, reason?: string, which = ''): void {
  const error = reason === undefined ? undefined : new JobError({ reason, message: `${reason}, as asked` });
  const course = ({ name: { jobId } }: { name: { jobId: string } }) => ({
    ...{ pendingMs: 0, runMs: 0 },
    ...(error && jobId.includes(which) ? { error } : {}),
  });
  bigQuery.behaviour = { ...bigQuery.behaviour, course };
}

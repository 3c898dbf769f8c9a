import { isDeepStrictEqual } from 'node:util';
import { parseJobId } from '../../../functions/src/bigquery/jobId.ts';
import type { Fields } from '../../support/cloud/firestore/fieldValues.ts';
import type { Request } from '../../support/cloud/send.ts';
import type { World } from '../world/world.ts';
import type { Problem } from './problem.ts';

/** So far the clocks of two instances may differ at most, in milliseconds. */
const SKEW_MS = 500;

interface StoredClaim {
  by: string | null;
  until: { toMillis(): number } | null;
}

interface Holder {
  by: string;
  since: number;
}

const claimIn = (fields: Fields | undefined): StoredClaim | undefined => fields?.['claim'] as StoredClaim | undefined;

/** What only the holder of the claim may say. */
const ITS_OWN = ['status', 'steps', 'jobs', 'error', 'superseded'] as const;

/** Whether the job that comes next, as the fields of a process tell, has ended, and no function waits for it. */
function isNextJobDone(id: string, fields: Fields | undefined, { bigQuery }: World['cloud']): boolean {
  const known = Object.values((fields?.['steps'] ?? {}) as Record<string, { step: number }>);
  const next = 1 + Math.max(0, ...known.map(({ step }) => step));
  return [...bigQuery.jobs.values()].some(({ name, state }) => {
    const job = parseJobId(name.jobId);
    return job?.processId === id && job.step === next && job.mode === 'dispatch' && state === 'DONE';
  });
}

/** Whether whoever had the process has nothing more to do with it. */
const isLeft = (id: string, fields: Fields | undefined, cloud: World['cloud']): boolean =>
  (claimIn(fields)?.until?.toMillis() ?? 0) <= cloud.clock.time() + SKEW_MS || isNextJobDone(id, fields, cloud);

/**
 * One invocation at a time has a process: no claim is taken before it has run out, or the job has ended to which the process was left,
 * and nobody else writes what became of the process, submits its jobs, or sends what an action is to send.
 */
export function watchClaims(world: World): Problem[] {
  const { cloud, invocation } = world;
  const problems: Problem[] = [];
  const holders = new Map<string, Holder>();
  const note = (text: string): void => void problems.push({ check: 'claims', text: `${text} after ${world.now()} ms` });

  cloud.firestore.documents.watch((path, before, after) => {
    const [collection, id = ''] = path.split('/');
    if (collection !== 'journal') return;
    const [last, next] = [claimIn(before), claimIn(after)];
    const isTaken = last?.by != null && next?.by != null && last.by !== next.by;
    if (isTaken && !isLeft(id, before, cloud)) {
      note(`${next.by} takes process ${id} from ${last.by}, whose claim has not run out,`);
    }
    const who = invocation.getStore();
    const isForeign = last?.by != null && who !== last.by && !(isTaken && who === next.by);
    if (isForeign && ITS_OWN.some((field) => !isDeepStrictEqual(before?.[field], after?.[field]))) {
      note(`${who} writes to process ${id}, which ${last.by} has,`);
    }
    if (next?.by == null) holders.delete(id);
    else if (holders.get(id)?.by !== next.by) holders.set(id, { by: next.by, since: world.now() });
  });

  world.onSend = (request) => {
    const id = processOf(request);
    const holder = id === undefined ? undefined : holders.get(id);
    const who = invocation.getStore();
    // Whoever had it before may not know yet, if its clock is behind.
    if (holder === undefined || holder.by === who || world.now() - holder.since < SKEW_MS) return;
    note(`${who} sends ${request.method} ${request.target}, which is for ${holder.by} to do,`);
  };
  return problems;
}

/** The process that the request changes the world for. */
function processOf({ service, method, target }: Request): string | undefined {
  if (method === 'jobs.insert') return parseJobId(target)?.processId;
  return service === 'http' ? /\/(?:success|failure|group)\/(\d+)/.exec(target)?.[1] : undefined;
}

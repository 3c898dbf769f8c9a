import { sha256 } from '../common/sha256.ts';
import type { Deps } from '../deps/deps.ts';
import { urlOf } from '../model/places.ts';
import type { Process } from '../model/process.ts';
import { remainingLoads } from '../plan/remainingLoads.ts';
import { supersededAmong } from '../process/superseded.ts';
import { type Current, currentPlan } from './currentPlan.ts';
import { effortOf, NO_EFFORT } from './effort.ts';
import type { Item, Left } from './item.ts';
import { hasPublished, restartOf } from './restartOf.ts';

interface Options {
  /** What may have happened already is done once more. */
  force: boolean;
}

/** Whether a process can be taken up again, and how it goes on. */
export async function considerProcess(process: Process, { force }: Options, deps: Deps): Promise<Item | Left> {
  const { processId, status, plan, replays = [] } = process;
  if (status !== 'failed' && status !== 'actionFailed')
    return leave(process, 'skipped', status === 'running' ? 'its process runs' : `its process is ${status}`);
  const current = await currentPlan(process, deps);
  const why = whyNot(process, { force, current }) ?? (await whyNotLoaded(process, deps));
  if (why) return leave(process, 'refused', why);
  const goingOn = restartOf(process, current.outcome === 'plan' ? current.plan : undefined);
  const next = goingOn.plan ?? plan;
  const { removed } = remainingLoads(process);
  const effort = status === 'failed' ? effortOf(next) : NO_EFFORT;
  const bytes = plan.sources.reduce((sum, { size }, index) => (removed.has(index) ? sum : sum + size), 0);
  const common: Omit<Item, 'does'> = {
    ...{ url: firstUrl(process), files: plan.sources.length, bytes, destination: next.destination },
    ...{ ...effort, rule: next.rule, group: processId, afterMs: 0 },
    fingerprint: sha256(JSON.stringify([status, replays.length, next])),
  };
  return { ...common, does: 'restart', processId, status, replays: replays.length, follows: goingOn.follows };
}

export const firstUrl = ({ plan }: Pick<Process, 'plan'>): string => plan.sources.slice(0, 1).map(urlOf).join('');

const leave = (process: Process, left: Left['left'], why: string): Left => ({
  ...{ left, why, url: firstUrl(process), processId: process.processId },
});

function whyNot(process: Process, { force, current }: { force: boolean; current: Current }): string | undefined {
  const { plan, steps, status } = process;
  const partly = steps.findLast(({ path, partlyRun }) => partlyRun !== undefined && !path.startsWith('Before['));
  if (partly?.partlyRun && !force) {
    const ran = partly.partlyRun.join(', ') || 'nothing';
    return `parts of the script of ${partly.path} have run (${ran}), and a replay runs the whole script: check that it may, then give --force --reason`;
  }
  if (!hasPublished(process)) {
    if (current.outcome === 'unwanted') return `${current.why} now`;
    if (current.outcome === 'plan' && current.plan.refusal) return current.plan.refusal.message;
  }
  const { removed, setAside } = remainingLoads(process);
  if (status === 'actionFailed' || plan.sources.length === 0 || removed.size < plan.sources.length) return undefined;
  return setAside.size > 0
    ? 'its files were set aside: replay set-aside puts them back'
    : 'its files are gone, or BigQuery may not read them';
}

/** What has to be loaded has to be there. */
async function whyNotLoaded(process: Process, deps: Deps): Promise<string | undefined> {
  const { plan, status } = process;
  if (status === 'actionFailed' || plan.sources.length === 0) return undefined;
  const { removed, queue } = remainingLoads(process);
  const isTransient = plan.ingestion?.transient !== undefined;
  if (!isTransient && queue.length === 0) return undefined;
  const positions = [...plan.sources.keys()].filter((position) => !removed.has(position));
  const gone = await supersededAmong(process, positions, deps);
  if (gone.length === positions.length) return 'its files are gone: upload them again';
  return gone.length > 0 && isTransient && hasPublished(process)
    ? `${gone.length} of its files are gone, and one of its tables has their rows already: the others cannot get the same`
    : undefined;
}

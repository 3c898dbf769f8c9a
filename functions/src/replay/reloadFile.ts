import type { Deps } from '../deps/deps.ts';
import type { Process } from '../model/process.ts';
import { matchRule } from '../rule/matchRule.ts';
import { loadJobsFor, newProcess } from '../tail/newProcess.ts';
import { type Applied, type Applying, changed, dueOf, waitingUntil, wake } from './applying.ts';
import { whyNotNow } from './checkItem.ts';
import type { ReloadItem } from './item.ts';

/** Begins the process that loads a file once more. */
export async function reloadFile(item: ReloadItem, applying: Applying, deps: Deps): Promise<Applied> {
  const { file, processId, destination, seen } = item;
  const due = dueOf(item, applying);
  const known = await deps.journal.get(processId);
  if (known) {
    if (known.status === 'running') await wake(processId, { destination, due }, deps);
    return { outcome: 'already' };
  }
  const why = await whyNotNow(item, applying, deps);
  if (why !== undefined) return changed(why);
  const process = await processFor(item, applying, deps);
  if (process === undefined) return changed('no rule matches it now');
  const reloading = { file, process, seen, notBefore: due, ...waitingUntil(due, applying, deps) };
  if ((await deps.replays.reload(reloading)) === 'changed') {
    const isThere = (await deps.journal.get(processId)) !== undefined;
    return isThere ? { outcome: 'already' } : changed('its ledger entry has changed');
  }
  await wake(processId, { destination, due }, deps);
  return { outcome: 'done' };
}

async function processFor(
  { file, processId, loaded }: ReloadItem,
  { id, begun }: Applying,
  deps: Deps,
): Promise<Process | undefined> {
  const { rules } = await deps.rules.current();
  const match = matchRule(rules, `/${file.name}`);
  if (match.outcome !== 'matched') return undefined;
  const why = begun.reason ? `: ${begun.reason}` : '';
  const notes = [`loaded again by replay ${id} of ${begun.by}${why}; ${loaded}`];
  const loadJobs = await loadJobsFor(match.rule, deps);
  return { ...newProcess({ processId, rule: match.rule, files: [file], loadJobs }, deps), notes };
}

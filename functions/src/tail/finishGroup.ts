import type { Deps } from '../deps/deps.ts';
import type { GroupRecord } from '../journal/groups.ts';
import type { Opened } from '../journal/journal.ts';
import type { Process } from '../model/process.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { ingest } from '../process/ingest.ts';
import type { Invocation } from '../process/invocation.ts';
import { claimantOf } from '../process/underClaim.ts';

interface DueGroup {
  groupId: string;
  invocation: Invocation;
}

/**
 * Runs `OnDone` of a group, once it can be closed, as a process of its own, which has no files and the group's ID: however often it
 * is asked for, there is one, and it resumes like any other. Answers undefined where there is no such group.
 */
export async function finishGroup({ groupId, invocation }: DueGroup, deps: Deps): Promise<TailAnswer | undefined> {
  const end = await deps.groups.close(groupId, deps.clock.now());
  if (end === undefined) return undefined;
  const { answer, isSeenTo } =
    end.state === 'open' ? { answer: notYet(groupId), isSeenTo: true } : await runOnDone(end, invocation, deps);
  if (isSeenTo) await deps.objects.remove(invocation.file, invocation.file.generation);
  return answer;
}

const notYet = (groupId: string): TailAnswer => ({
  status: 'duplicate',
  message: `group ${groupId} is not over, or some of its windows have not ended`,
});

const SHOWN = 20;

async function runOnDone(
  { group, missing }: { group: GroupRecord; missing: readonly string[] },
  invocation: Invocation,
  deps: Deps,
): Promise<{ answer: TailAnswer; isSeenTo: boolean }> {
  const opened = await deps.journal.open(onDoneProcess(group, deps), claimantOf(invocation, deps));
  const noted = await noteMissing(opened, missing);
  const answer = await ingest(noted, invocation, deps);
  // Whoever has the process may have died: the task file stays, and dispatch asks once more when it has grown stale.
  const isSeenTo = answer.status !== 'duplicate' || opened.process.status !== 'running';
  if (isSeenTo) await deps.groups.finish(group.id);
  return { answer, isSeenTo };
}

async function noteMissing(opened: Opened, missing: readonly string[]): Promise<Opened> {
  const { process, claim } = opened;
  if (claim === undefined || missing.length === 0) return opened;
  const more = missing.length > SHOWN ? ` and ${missing.length - SHOWN} more` : '';
  const notes = [
    `OnDone runs though windows of the group have not ended: ${missing.slice(0, SHOWN).join(', ')}${more}`,
  ];
  await claim.addNotes(notes);
  return { process: { ...process, notes }, claim };
}

function onDoneProcess({ id, destination, ends, rule }: GroupRecord, { clock }: Deps): Process {
  const period = ends.toISOString();
  const now = clock.now();
  return {
    processId: id,
    status: 'running',
    plan: {
      processId: id,
      rule: rule.url,
      mode: rule.rule.Async ? 'async' : 'sync',
      destination,
      sources: [],
      onSuccess: rule.rule.Batch?.Group?.OnDone ?? [],
      onFailure: [],
      variables: { GroupID: id, Date: period.slice(0, 10).replaceAll('-', ''), Hour: period.slice(11, 13) },
    },
    steps: [],
    jobs: {},
    waits: 0,
    started: now,
    progressed: now,
  };
}

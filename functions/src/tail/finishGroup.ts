import type { Deps } from '../deps/deps.ts';
import type { GroupRecord } from '../journal/groups.ts';
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
 * Runs `OnDone` of a group as a process of its own, which has no files and the group's ID: however often it is asked for,
 * there is one, and it resumes like any other. Answers undefined where there is no such group.
 */
export async function finishGroup({ groupId, invocation }: DueGroup, deps: Deps): Promise<TailAnswer | undefined> {
  const group = await deps.groups.find(groupId);
  if (group === undefined) return undefined;
  const opened = await deps.journal.open(processOf(group, deps), claimantOf(invocation, deps));
  await deps.groups.finish(groupId);
  const answer = await ingest(opened, invocation, deps);
  await deps.objects.remove(invocation.file, invocation.file.generation);
  return answer;
}

function processOf({ id, destination, ends, rule }: GroupRecord, { clock }: Deps): Process {
  const period = ends.toISOString();
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
    started: clock.now(),
    progressed: clock.now(),
  };
}

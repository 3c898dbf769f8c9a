import type { Deps } from '../deps/deps.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { advance } from '../process/advance.ts';
import { atWorkElsewhere, duplicate } from '../process/answer.ts';
import { newContext } from '../process/context.ts';
import { dropTemporaryTables } from '../process/dropTemporaryTables.ts';
import type { Invocation } from '../process/invocation.ts';
import { jobEnd } from '../process/jobEnd.ts';
import { leaveGroup } from '../process/leaveGroup.ts';
import { claimantOf } from '../process/underClaim.ts';

interface DueTask {
  processId: string;
  jobId: string;
  invocation: Invocation;
  /** The version of `_bqtail_/‹job ID›.json` that asks for it; missing where a bundle does. */
  due?: string;
}

/**
 * Resumes the process that a task file is about. Only the name of the task file counts: what the process is and may do stands
 * in the journal, out of reach of those who upload files. Answers undefined where the journal knows no such process.
 */
export async function followUp(
  { processId, jobId, invocation, due }: DueTask,
  deps: Deps,
): Promise<TailAnswer | undefined> {
  const claimed = await deps.journal.claim(
    processId,
    () => claimantOf(invocation, deps),
    (process) => jobEnd(process, jobId, deps),
  );
  if (claimed === undefined) return undefined;
  const { process } = claimed;
  switch (claimed.state) {
    case 'busy':
      return atWorkElsewhere(process);
    case 'ended':
      // A delivery that was slow may have made them once more, or have died before it left the group.
      await dropTemporaryTables(process, deps);
      await leaveGroup(process, deps);
      await deps.tasks.remove(jobId);
      return duplicate(process);
    case 'claimed': {
      const { claim, recorded } = claimed;
      return advance(process, newContext({ process, claim, recorded, invocation, wokenBy: jobId, due }, deps));
    }
  }
}

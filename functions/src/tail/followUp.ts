import type { Deps } from '../deps/deps.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { advance } from '../process/advance.ts';
import { claimedByAnother, duplicate } from '../process/answer.ts';
import { jobDeadline, newContext } from '../process/context.ts';
import { dropTemporaryTables } from '../process/dropTemporaryTables.ts';
import type { Invocation } from '../process/invocation.ts';
import { underClaim } from '../process/underClaim.ts';

interface DueTask {
  eventId: string;
  jobId: string;
  invocation: Invocation;
}

/**
 * Resumes the process whose job is done. Only the name of the task file counts: what the process is and may do stands
 * in the journal, out of reach of those who upload files. Answers undefined where the journal knows no such process.
 */
export async function followUp({ eventId, jobId, invocation }: DueTask, deps: Deps): Promise<TailAnswer | undefined> {
  const answer = await underClaim({ eventId, by: invocation.id }, deps, async (process) => {
    if (process.status === 'running') {
      return advance(process, {
        ...newContext(deps, jobId),
        wokenByVersion: invocation.file.generation,
        ...jobDeadline(process, invocation),
      });
    }
    // A delivery that was slow may have made them once more.
    await dropTemporaryTables(process, deps);
    await deps.tasks.remove(jobId);
    return duplicate(process);
  });
  if (answer !== 'claimed') return answer;
  const known = await deps.journal.get(eventId);
  return known && claimedByAnother(known);
}

import type { Deps } from '../deps/deps.ts';
import type { Opened } from '../journal/journal.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { advance } from './advance.ts';
import { atWorkElsewhere, duplicate } from './answer.ts';
import { newContext } from './context.ts';
import type { Invocation } from './invocation.ts';
import { claimantOf } from './underClaim.ts';

/**
 * Begins a process that was just created, or goes on with one whose invocation died. Whoever hands a process over, or puts it
 * off, sees to it that it is brought back: another delivery of its event has nothing to do then.
 */
export async function ingest(opened: Opened, invocation: Invocation, deps: Deps): Promise<TailAnswer> {
  const { process } = opened;
  if (opened.claim)
    return advance(process, newContext({ process, claim: opened.claim, invocation, isNew: true }, deps));
  if (!opened.isAbandoned) return duplicate(process);
  const claimed = await deps.journal.claim(process.processId, () => claimantOf(invocation, deps));
  if (claimed === undefined) return duplicate(process);
  if (claimed.state === 'busy') return atWorkElsewhere(claimed.process);
  if (claimed.state === 'ended') return duplicate(claimed.process);
  return advance(claimed.process, newContext({ process: claimed.process, claim: claimed.claim, invocation }, deps));
}

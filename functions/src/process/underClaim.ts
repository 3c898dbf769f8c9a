import type { Deps } from '../deps/deps.ts';
import type { Claim } from '../journal/journal.ts';
import type { Process } from '../model/process.ts';

/** How long a claim holds unless it is renewed; what an invocation that was killed held is free after that. */
const CLAIM_MS = 30_000;

/**
 * Does the work on a process while nobody else does. Answers `claimed` where somebody else is at it, undefined where
 * there is no such process. The claim ends with the process, or when the work throws.
 */
export async function underClaim<T>(
  { eventId, by }: { eventId: string; by: string },
  { journal, clock }: Deps,
  work: (process: Process) => Promise<T>,
): Promise<T | 'claimed' | undefined> {
  const claim = (): Claim => ({ by, until: new Date(clock.now().getTime() + CLAIM_MS) });
  const process = await journal.claim(eventId, claim(), clock.now());
  if (process === undefined || process === 'claimed') return process;
  // A renewal that fails lets the claim run out: the steps bear being done twice.
  const stopRenewing = clock.every(CLAIM_MS / 3, () => void journal.renew(eventId, claim()).catch(() => undefined));
  try {
    return await work(process);
  } catch (error) {
    await journal.release(eventId);
    throw error;
  } finally {
    stopRenewing();
  }
}

import type { Deps } from '../deps/deps.ts';
import type { Claim, Claimant } from '../journal/claim.ts';
import type { Invocation } from './invocation.ts';

/** How long a claim holds unless it is renewed, in milliseconds; what an invocation that was killed held is free after that. */
const CLAIM_MS = 30_000;

export function claimantOf({ id }: Pick<Invocation, 'id'>, { clock }: Pick<Deps, 'clock'>): Claimant {
  const now = clock.now();
  return { by: id, now, until: new Date(now.getTime() + CLAIM_MS) };
}

/** Renews the claim while the work goes on. The work ends the claim: it hands the process over, or finishes it. */
export async function whileRenewing<T>(
  claim: Claim,
  { clock }: Pick<Deps, 'clock'>,
  work: () => Promise<T>,
): Promise<T> {
  const renew = (): void => {
    // A renewal that fails lets the claim run out: the work finds that out before it acts again.
    claim.renew(new Date(clock.now().getTime() + CLAIM_MS)).catch(() => undefined);
  };
  const stopRenewing = clock.every(CLAIM_MS / 3, renew);
  try {
    return await work();
  } finally {
    stopRenewing();
  }
}

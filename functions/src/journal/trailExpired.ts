import { type Failure, permanent } from '../failure/failure.ts';

/** Why nothing can be told of a file whose ledger entry TTL left for longer than the process that took it in. */
export const trailExpired = (): Failure => permanent('expired', 'its trail has expired: it may be loaded');

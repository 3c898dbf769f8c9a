import type { Row } from '../report.ts';
import type { Usage } from './usage.ts';

interface Price {
  of: keyof Usage;
  what: string;
  dollars: number;
  /** For so many. */
  per: number;
  /** The page that says so. */
  source: string;
}

const RUN = 'cloud.google.com/run/pricing';
const STORAGE = 'cloud.google.com/storage/pricing';
const FIRESTORE = 'cloud.google.com/firestore/pricing';
const LOGGING = 'cloud.google.com/stackdriver/pricing';

/**
 * List prices in us-central1 beyond what is free, as the pages named had them in September 2026. What cannot be counted
 * here is not among them: what Cloud Run logs of each request by itself, and storage.
 */
const PRICES: readonly Price[] = [
  { of: 'invocations', what: 'invocation of a function', dollars: 0.4, per: 1_000_000, source: RUN },
  { of: 'notifications', what: 'notification of an object, class B', dollars: 0.0004, per: 1_000, source: STORAGE },
  { of: 'reads', what: 'Firestore document read', dollars: 0.03, per: 100_000, source: FIRESTORE },
  { of: 'writes', what: 'Firestore document written', dollars: 0.09, per: 100_000, source: FIRESTORE },
  { of: 'deletes', what: 'Firestore document deleted, by TTL', dollars: 0.01, per: 100_000, source: FIRESTORE },
  { of: 'classA', what: 'object written, copied; list: class A', dollars: 0.005, per: 1_000, source: STORAGE },
  { of: 'classB', what: 'object or its metadata read: class B', dollars: 0.0004, per: 1_000, source: STORAGE },
  { of: 'logBytes', what: 'byte of log', dollars: 0.5, per: 2 ** 30, source: LOGGING },
];

/** An instance of bqTail, or of bqDispatch: one vCPU, and half a GiB. Billed only while it has a request (request-based billing). */
const INSTANCE_SECOND = {
  what: 'second of one vCPU and 0.5 GiB',
  dollars: 0.000024 + 0.5 * 0.0000025,
  per: 1,
  source: RUN,
};

/** What the instances cost, beside all that is counted in `dollars`, where no event shares one with another. */
export const instanceDollars = ({ instanceMs }: Usage): number => (instanceMs / 1000) * INSTANCE_SECOND.dollars;

/** Cloud Run bills time in steps of 100 ms (cloud.google.com/run/pricing). */
export const billedMs = (ms: number): number => Math.ceil(ms / 100) * 100;

export const dollars = (usage: Usage): number =>
  PRICES.reduce((total, { of, dollars, per }) => total + (usage[of] * dollars) / per, 0);

export const priceRows = (): Row[] =>
  [...PRICES, INSTANCE_SECOND].map(({ what, dollars, per, source }) => ({ what, dollars, per, source }));

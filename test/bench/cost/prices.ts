import type { Row } from '../report.ts';
import type { Usage } from './usage.ts';

interface Price {
  of: keyof Usage;
  what: string;
  /** Dollars for one. */
  dollars: number;
  source: string;
}

const GIB = 2 ** 30;

/**
 * List prices in us-central1 beyond what is free, as the pages named had them in September 2026. What cannot be counted
 * here is not among them: the time that functions run, what Cloud Run logs of each request by itself, and storage.
 */
const PRICES: readonly Price[] = [
  {
    of: 'invocations',
    what: 'request of a Cloud Run function, $0.40 a million',
    dollars: 0.4e-6,
    source: 'cloud.google.com/run/pricing',
  },
  {
    of: 'notifications',
    what: 'notification of an object, class B',
    dollars: 0.0004e-3,
    source: 'cloud.google.com/storage/pricing',
  },
  {
    of: 'reads',
    what: 'Firestore read, $0.03 for 100,000',
    dollars: 0.03e-5,
    source: 'cloud.google.com/firestore/pricing',
  },
  {
    of: 'writes',
    what: 'Firestore write, $0.09 for 100,000',
    dollars: 0.09e-5,
    source: 'cloud.google.com/firestore/pricing',
  },
  {
    of: 'deletes',
    what: 'Firestore delete, by TTL, $0.01 for 100,000',
    dollars: 0.01e-5,
    source: 'cloud.google.com/firestore/pricing',
  },
  {
    of: 'classA',
    what: 'Storage class A (write, copy, list), $0.005 for 1,000',
    dollars: 0.005e-3,
    source: 'cloud.google.com/storage/pricing',
  },
  {
    of: 'classB',
    what: 'Storage class B (get), $0.0004 for 1,000',
    dollars: 0.0004e-3,
    source: 'cloud.google.com/storage/pricing',
  },
  {
    of: 'logBytes',
    what: 'Cloud Logging, $0.50 a GiB',
    dollars: 0.5 / GIB,
    source: 'cloud.google.com/stackdriver/pricing',
  },
];

export const dollars = (usage: Usage): number =>
  PRICES.reduce((total, { of, dollars }) => total + usage[of] * dollars, 0);

export const priceRows = (): Row[] =>
  PRICES.map(({ what, dollars, source }) => ({ what, 'dollars for a million': dollars * 1e6, source }));

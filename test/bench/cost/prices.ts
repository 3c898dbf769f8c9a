import { PARAMS } from '../../../functions/src/runtime/params.ts';
import { SIZES } from '../../../functions/src/runtime/sizes.ts';
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

/** Billed only while an instance has a request (request-based billing). */
const TIME = [
  { of: 'cpu', what: 'vCPU second of an instance', dollars: 0.000024, per: 1, source: RUN },
  { of: 'gib', what: 'GiB second of an instance', dollars: 0.0000025, per: 1, source: RUN },
] as const;

/** An instance: its vCPUs, its memory, and how many requests share it. */
export interface Size {
  cpu: number;
  gib: number;
  concurrency: number;
}

export const TAIL: Size = {
  cpu: 1,
  gib: PARAMS.MEMORY_MIB.default / 1024,
  concurrency: PARAMS.CONCURRENCY.default,
};
export const DISPATCH: Size = { ...SIZES.dispatch, gib: 0.25 };
/** What functions of the first generation have with 256 MiB. */
export const TICK: Size = { ...SIZES.tick, cpu: 1 / 6, gib: 0.25 };

/**
 * How long a request keeps an instance to itself, in milliseconds: while it computes, and its share of the time that it waits, where as many
 * as may share the instance do.
 */
export const ownMs = ({ cpuMs, wallMs }: Usage, { cpu, concurrency }: Size): number =>
  Math.max(cpuMs / cpu, wallMs / concurrency);

const secondDollars = ({ cpu, gib }: Size): number => cpu * TIME[0].dollars + gib * TIME[1].dollars;

export const timeDollars = (ms: number, size: Size): number => (ms / 1000) * secondDollars(size);

/** Cloud Run bills time in steps of 100 ms (cloud.google.com/run/pricing). */
export const billedMs = (ms: number): number => Math.ceil(ms / 100) * 100;

/** A job of Cloud Scheduler costs so much in 30 days; three are free (cloud.google.com/scheduler/pricing). */
export const SCHEDULE_DOLLARS = 0.1;

/** All but the time of functions. */
export const dollars = (usage: Usage): number =>
  PRICES.reduce((total, { of, dollars, per }) => total + (usage[of] * dollars) / per, 0);

export const priceRows = (): Row[] =>
  [...PRICES, ...TIME].map(({ what, dollars, per, source }) => ({ what, dollars, per, source }));

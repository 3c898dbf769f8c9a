import type { Row } from '../report.ts';

/** What Google counts, and what is free but tells a lot. All are numbers of operations but for `logBytes`, `cpuMs` and `wallMs`. */
export interface Usage {
  /** Of functions. */
  invocations: number;
  /** Of objects: Cloud Storage counts each event that it sends. */
  notifications: number;
  reads: number;
  writes: number;
  /** Of documents that were written with a time to live: they are deleted when it is over. */
  deletes: number;
  transactions: number;
  classA: number;
  classB: number;
  logBytes: number;
  bigQuery: number;
  /** Of invocations: their CPU time, and from begin to end. */
  cpuMs: number;
  wallMs: number;
}

const NOTHING: Usage = {
  invocations: 0,
  notifications: 0,
  reads: 0,
  writes: 0,
  deletes: 0,
  transactions: 0,
  classA: 0,
  classB: 0,
  logBytes: 0,
  bigQuery: 0,
  cpuMs: 0,
  wallMs: 0,
};

export const nothing = (): Usage => ({ ...NOTHING });

const combined = (a: Usage, b: Usage, of: (a: number, b: number) => number): Usage => ({
  invocations: of(a.invocations, b.invocations),
  notifications: of(a.notifications, b.notifications),
  reads: of(a.reads, b.reads),
  writes: of(a.writes, b.writes),
  deletes: of(a.deletes, b.deletes),
  transactions: of(a.transactions, b.transactions),
  classA: of(a.classA, b.classA),
  classB: of(a.classB, b.classB),
  logBytes: of(a.logBytes, b.logBytes),
  bigQuery: of(a.bigQuery, b.bigQuery),
  cpuMs: of(a.cpuMs, b.cpuMs),
  wallMs: of(a.wallMs, b.wallMs),
});

export const sum = (...usages: readonly Usage[]): Usage =>
  usages.reduce((a, b) => combined(a, b, (x, y) => x + y), nothing());

export const difference = (a: Usage, b: Usage): Usage => combined(a, b, (x, y) => x - y);

export const scaled = (usage: Usage, factor: number): Usage => combined(usage, usage, (x) => x * factor);

/** What is counted, as columns of a table. */
export const countsOf = (usage: Usage): Row => ({
  'Firestore reads': usage.reads,
  writes: usage.writes,
  transactions: usage.transactions,
  'TTL deletes': usage.deletes,
  'Storage class A': usage.classA,
  'class B': usage.classB,
  'log bytes': usage.logBytes,
  invocations: usage.invocations,
  'BigQuery calls': usage.bigQuery,
});

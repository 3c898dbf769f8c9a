import type { Deps } from '../../../functions/src/deps/deps.ts';
import type { Claimant } from '../../../functions/src/journal/claim.ts';
import type { Process, ProcessSummary } from '../../../functions/src/model/process.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';

/** The ports over Firestore, with nothing of the test's bucket in it. */
export type FirestorePorts = Pick<
  Deps,
  'journal' | 'register' | 'replays' | 'books' | 'windows' | 'groups' | 'holds'
> & {
  /** The trigger bucket, whose name differs from that of every other test. */
  bucket: string;
};

export const NOW = new Date('2026-01-31T12:00:00Z');

export const later = (ms: number, than = NOW): Date => new Date(than.getTime() + ms);

/** A version of a file in a bucket. */
export const fileOf = (bucket: string, name = 'data/a.json', generation = '1'): SourceFile => ({
  ...{ bucket, name, generation, size: 10 },
  created: NOW.toISOString(),
});

/** A process of files, as it begins. */
export const processOf = (processId: string, sources: readonly SourceFile[]): Process => ({
  processId,
  status: 'running',
  plan: {
    processId,
    rule: 'rules/test.yaml',
    mode: 'async',
    destination: 'ds.t',
    sources,
    onSuccess: [{ Action: 'delete', Request: {} }],
    onFailure: [],
    variables: { Name: 'x' },
  },
  steps: [],
  jobs: {},
  waits: 0,
  ...{ started: NOW, progressed: NOW },
});

/** What became of a process, in numbers that are no other's. */
export const SUMMARY: ProcessSummary = { filesLoaded: 1, filesSetAside: 2, rows: 3, bytes: 4 };

/** An invocation that wants to work on a process from then on, for so long. */
export const claimant = (by: string, now = NOW, ms = 1_000): Claimant => ({ by, now, until: later(ms, now) });

/** What each of so many does at the same time. */
export const atOnce = <T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => work(n)));

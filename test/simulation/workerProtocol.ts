import type { Problem } from './oracle/problem.ts';

/** What a worker is told as it starts. */
export interface Setup {
  /** The name of the fault that is planted, if any. */
  mutant?: string | undefined;
}

/** What became of a seed. */
export interface Result {
  seed: number;
  problems: readonly Problem[];
  invocations: number;
  requests: number;
  /** Milliseconds of real time. */
  tookMs: number;
}

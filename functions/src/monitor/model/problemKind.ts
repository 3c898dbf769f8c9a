import type { Observation } from './observation.ts';
import type { ReportedProblem } from './report.ts';

/** A kind of problem that is looked for. */
export interface ProblemKind {
  kind: string;
  find(seen: Observation, commands: Commands): FoundProblem[];
}

export type FoundProblem = Omit<ReportedProblem, 'kind'>;

/** A command of bqtail for the deployment, its arguments quoted for a POSIX shell. */
export type Commands = (...args: readonly string[]) => string;

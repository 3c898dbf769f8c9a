import type { Failure } from '../failure/failure.ts';
import type { Ending } from '../journal/claim.ts';
import type { UntoldFile } from '../journal/untold.ts';
import type { Process } from '../model/process.ts';

/**
 * Whether the rows are written. `away`: BigQuery takes none at present, or none of this kind before somebody mends something.
 * `refused`: it takes some, and single rows never.
 */
export type Written = { outcome: 'written' } | { outcome: 'away' | 'refused'; why: Failure };

/**
 * What became of files, processes and jobs, as tables of BigQuery. Its methods never reject: history stands in nobody's way.
 * Writing the same again adds nothing to what a reader of the views sees.
 */
export interface History {
  /**
   * Writes what became of a process that ends so, of its files and its jobs. Takes 10 seconds at most, and no time in the minute
   * after BigQuery took nothing.
   */
  ofProcess(process: Process, outcome: Ending): Promise<Written>;
  /** Writes what became of files that no process lists. */
  ofFiles(files: readonly UntoldFile[]): Promise<Written>;
}

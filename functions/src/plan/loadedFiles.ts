import type { Process, ProcessStatus } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { fileOutcomes } from './fileOutcomes.ts';

/** The files whose rows a process brought where the rule wants them, if it ended so. */
export function loadedFiles(process: Process, status: ProcessStatus): readonly SourceFile[] {
  if (status === 'running') return [];
  const outcomeAt = fileOutcomes(process, { status });
  return process.plan.sources.filter((_, index) => outcomeAt(index).became === 'loaded');
}

import type { Process, ProcessStatus } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { hasLoaded, remainingLoads } from './remainingLoads.ts';

/** The files whose rows a process brought where the rule wants them, if it ended so. */
export function loadedFiles(process: Process, status: ProcessStatus): readonly SourceFile[] {
  if ((status !== 'done' && status !== 'actionFailed') || !hasLoaded(process)) return [];
  const { removed } = remainingLoads(process);
  return process.plan.sources.filter((_, index) => !removed.has(index));
}

import { hourOf } from '../model/book.ts';
import type { Process, ProcessStatus } from '../model/process.ts';
import { loadedFiles } from './loadedFiles.ts';

/** How many of the files that a process loaded were created in which hour (`yyyy-MM-dd_HH`, UTC). */
export function loadedHours(process: Process, status: ProcessStatus): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { created } of loadedFiles(process, status)) {
    const hour = hourOf(new Date(created));
    counts[hour] = 1 + (counts[hour] ?? 0);
  }
  return counts;
}

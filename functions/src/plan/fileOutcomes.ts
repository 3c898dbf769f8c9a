import { defined } from '../common/defined.ts';
import type { Process, ProcessError, ProcessStatus } from '../model/process.ts';
import { takenOut } from './takenOut.ts';

/** How a process ended. */
interface Ending {
  status: Exclude<ProcessStatus, 'running'>;
  error?: ProcessError;
}

/** What became of one file of a process that has ended. */
export interface FileOutcome {
  became: 'loaded' | 'failed' | 'setAside' | 'superseded';
  /** Where it was not loaded, and the process has room to tell why. */
  why?: string;
  /** Where it was moved, gs://. */
  to?: string;
}

/** What became of each file of a process, by its position: ledger and history say the same, since both ask here. */
export function fileOutcomes(process: Process, { status, error }: Ending): (index: number) => FileOutcome {
  const out = new Map(takenOut(process).map((one) => [one.index, one]));
  return (index) => {
    const { became, reason, to } = out.get(index) ?? {};
    if (became === undefined)
      return defined({ became: FILE_STATUS[status], why: error && status === 'failed' ? error.message : undefined });
    if (became === 'superseded') return { became };
    return defined({ became: became === 'setAside' ? ('setAside' as const) : ('failed' as const), why: reason, to });
  };
}

/** What became of the files of a process that ended so, but for those that were taken out. */
export const FILE_STATUS = {
  done: 'loaded',
  actionFailed: 'loaded',
  failed: 'failed',
  superseded: 'superseded',
} as const satisfies Record<Ending['status'], FileOutcome['became']>;

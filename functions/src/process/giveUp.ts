import type { Deps } from '../deps/deps.ts';
import type { Failure } from '../failure/failure.ts';
import type { Process } from '../model/process.ts';

const HOUR_MS = 3_600_000;

/** Whether a process has waited for so long since its last progress that it is not to wait any longer. */
export const hasWaitedLongEnough = (
  { progressed }: Process,
  { settings, clock }: Pick<Deps, 'settings' | 'clock'>,
): boolean => clock.now().getTime() - progressed.getTime() >= settings.giveUpAfterHours * HOUR_MS;

/** Whether a failure passes, and the process has time to wait for that. */
export const mayWait = (process: Process, { kind }: Failure, deps: Pick<Deps, 'settings' | 'clock'>): boolean =>
  kind === 'transient' && !hasWaitedLongEnough(process, deps);

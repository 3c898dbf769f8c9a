import type { Deps } from '../deps/deps.ts';
import type { Failure } from '../failure/failure.ts';
import type { Process } from '../model/process.ts';

/** Whether a failure asks for another delivery of the event, and the process has not had them all. */
export const mayComeAgain = ({ attempts }: Process, { kind }: Failure, { settings }: Pick<Deps, 'settings'>): boolean =>
  kind === 'transient' && attempts < settings.maxRetries;

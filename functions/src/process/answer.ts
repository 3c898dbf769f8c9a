import type { JobReference } from '../bigquery/warehouse.ts';
import type { Process } from '../model/process.ts';

export type TailStatus = 'ok' | 'batched' | 'noMatch' | 'disabled' | 'notFound' | 'duplicate' | 'error';

/** What an invocation of tail did; its one log line is made of it. */
export interface TailAnswer {
  status: TailStatus;
  /** What happened, in words, to be read after the destination. */
  message: string;
  /** WARNING or ERROR where somebody should look; by default ERROR for `error`, else INFO. */
  severity?: 'INFO' | 'WARNING' | 'ERROR';
  eventId?: string;
  rule?: string;
  destTable?: string;
  job?: JobReference;
  step?: number;
  files?: number;
  attempts?: number;
  error?: { kind: string; reason: string; message: string };
}

/** What every answer about a process tells. */
export const aboutProcess = ({
  processId,
  plan,
}: Process): Pick<TailAnswer, 'eventId' | 'rule' | 'destTable' | 'files'> => ({
  eventId: processId,
  rule: plan.rule,
  destTable: plan.destination,
  files: plan.sources.length,
});

export const duplicate = (process: Process, message = `its process is ${process.status}`): TailAnswer => ({
  ...aboutProcess(process),
  status: 'duplicate',
  message,
});

export const claimedByAnother = (process: Process): TailAnswer =>
  duplicate(process, 'another invocation is at work on it');

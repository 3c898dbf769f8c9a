import type { JobReference } from './job.ts';
import type { ProcessSummary } from './process.ts';

export type TailStatus =
  | 'ok'
  | 'batched'
  | 'noMatch'
  | 'disabled'
  | 'notFound'
  | 'duplicate'
  | 'waiting'
  | 'refused'
  | 'superseded'
  | 'error';

/** What an invocation of tail did; its one log line is made of it. */
export interface TailAnswer {
  status: TailStatus;
  /** What happened, in words, to be read after the destination. */
  message: string;
  /** WARNING or ERROR where somebody should look; by default ERROR for `error`, else INFO. */
  severity?: 'INFO' | 'WARNING' | 'ERROR';
  eventId?: string;
  /** The ID of the process that loads the file: its own, or that of its window. */
  process?: string;
  rule?: string;
  destTable?: string;
  job?: JobReference;
  step?: number;
  files?: number;
  /** How often the process has waited so far. */
  waits?: number;
  error?: { kind: string; reason: string; message: string };
  /** Given by the last line of a process. */
  summary?: ProcessSummary;
}

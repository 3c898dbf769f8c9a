import type { Process } from '../model/process.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';

/** What every answer about a process tells. */
export const aboutProcess = ({
  processId,
  plan,
}: Process): Pick<TailAnswer, 'eventId' | 'process' | 'rule' | 'destTable' | 'files'> => ({
  eventId: processId,
  process: processId,
  rule: plan.rule,
  destTable: plan.destination,
  files: plan.sources.length,
});

export const duplicate = (process: Process, message = `its process is ${process.status}`): TailAnswer => ({
  ...aboutProcess(process),
  status: 'duplicate',
  message,
});

export const atWorkElsewhere = (process: Process): TailAnswer => duplicate(process, 'another invocation works on it');

/** This invocation was too slow, or frozen: it has changed nothing since the other one began. */
export const takenOver = (process: Process): TailAnswer => ({
  ...duplicate(process, 'another invocation has taken it over'),
  severity: 'WARNING',
});

import type { Process, Step } from '../model/process.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { aboutProcess } from './answer.ts';
import type { Context } from './context.ts';
import { removeTasks } from './context.ts';
import { dropTemporaryTables } from './dropTemporaryTables.ts';
import { leaveGroup } from './leaveGroup.ts';

/** Housekeeping, once all that the rule asks for is done; a repetition changes nothing. */
export async function completeProcess(process: Process, context: Context): Promise<TailAnswer> {
  const { deps } = context;
  const undropped = await dropTemporaryTables(process, deps).catch(async (error: unknown) => {
    await deps.journal.addAttempt(process.processId);
    throw error;
  });
  await leaveGroup(process, deps);
  await deps.journal.finish(process, { status: 'done', ended: deps.clock.now() });
  await removeTasks(context);
  const noted = [...(process.notes ?? []), ...process.steps.flatMap((step) => step.notes ?? [])];
  const notes = [...context.notes, ...noted, ...undropped];
  const loads = process.steps.filter(isLoad);
  const job = loads.at(-1)?.job;
  return {
    ...aboutProcess(process),
    status: 'ok',
    ...(notes.length > 0 ? { severity: 'WARNING' as const } : {}),
    message: [`done, ${loads.reduce((sum, { rows }) => sum + (rows ?? 0), 0)} rows`, ...notes].join('; '),
    ...(job ? { job } : {}),
    step: Math.max(...process.steps.map(({ step }) => step)),
  };
}

const isLoad = ({ action, state }: Step): boolean => action === 'load' && state === 'done';

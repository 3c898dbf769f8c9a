import { counted } from '../common/counted.ts';
import { defined } from '../common/defined.ts';
import { urlOf } from '../model/places.ts';
import type { Process } from '../model/process.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { filesInWords } from '../plan/filesInWords.ts';
import { goodLoads, isSuperseded, remainingLoads } from '../plan/remainingLoads.ts';
import { aboutProcess } from './answer.ts';
import { type Context, removeTasks } from './context.ts';
import { dropTemporaryTables } from './dropTemporaryTables.ts';
import { leaveGroup } from './leaveGroup.ts';
import { summaryOf } from './summary.ts';
import { tellHistory } from './tellHistory.ts';

/** Housekeeping, once all that the rule asks for is done; a repetition changes nothing. */
export async function completeProcess(process: Process, context: Context): Promise<TailAnswer> {
  const { deps } = context;
  const undropped = await dropTemporaryTables(process, deps);
  const status = isSuperseded(process) ? 'superseded' : 'done';
  const ended = deps.clock.now();
  const summary = summaryOf(process, ended);
  await context.claim.finish(process, await tellHistory(process, { status, ended, summary }, context));
  await leaveGroup(process, deps);
  await removeTasks(context);
  const noted = [...(process.notes ?? []), ...process.steps.flatMap((step) => step.notes ?? [])];
  const notes = [...context.notes, ...noted, ...droppedNotes(process), ...undropped];
  const loads = goodLoads(process);
  return {
    ...aboutProcess(process),
    status: status === 'done' ? 'ok' : (await isFileGone(process, context)) ? 'notFound' : status,
    message: [outcomeOf(process), ...notes].join('; '),
    ...defined({ job: loads.at(-1)?.job, severity: notes.length > 0 ? ('WARNING' as const) : undefined }),
    summary,
    step: Math.max(0, ...process.steps.map(({ step }) => step)),
  };
}

/** Whether nothing at all is where the only file of a process was: it was deleted before anybody looked at it. */
async function isFileGone({ plan: { sources } }: Process, { deps }: Context): Promise<boolean> {
  const [source, ...others] = sources;
  return source !== undefined && others.length === 0 && (await deps.objects.stat(source)) === undefined;
}

/** `done, 1 row`; `done, 10 of 12 files, 2 set aside, 1,234 rows`. */
function outcomeOf(process: Process): string {
  const rows = goodLoads(process).reduce((sum, step) => sum + (step.rows ?? 0), 0);
  const files = remainingLoads(process).removed.size > 0 ? [filesInWords(process)] : [];
  return ['done', ...files, counted(rows, 'row')].join(', ');
}

const SHOWN = 20;

function droppedNotes({ plan, superseded = [] }: Process): string[] {
  const urls = superseded.flatMap((position) => plan.sources[position] ?? []).map(urlOf);
  if (urls.length === 0) return [];
  const more = urls.length > SHOWN ? `, and ${urls.length - SHOWN} more` : '';
  return [`overwritten or deleted before it was loaded: ${urls.slice(0, SHOWN).join(', ')}${more}`];
}

import { type LogSeverity, write } from 'firebase-functions/logger';
import { counted } from '../common/counted.ts';
import { defined } from '../common/defined.ts';
import { messageOf } from '../common/messageOf.ts';
import type { Counts, DispatchRun } from '../model/dispatchRun.ts';
import { gsUrl } from '../model/places.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import type { RuleSet } from '../rule/ruleCache.ts';

/** Cloud Logging turns this field of a structured line into labels, which can be filtered by without a scan. */
const LABELS = 'logging.googleapis.com/labels';

interface TailFacts {
  file: SourceFile;
  /** The platform's own ID of the event. */
  platformEventId: string;
  started: Date;
  ended: Date;
}

/** The one line of an invocation of tail. */
export function logTail(answer: TailAnswer, { file, platformEventId, started, ended }: TailFacts): void {
  const { severity, message, status, eventId, rule, destTable, job, step, files, waits, error } = answer;
  const durationMs = ended.getTime() - started.getTime();
  const sourceUrl = gsUrl(file.bucket, file.name);
  const subject = destTable ?? sourceUrl;
  const count = files === undefined ? '' : `, ${counted(files, 'file')}`;
  const labels = { eventId, rule, destTable };
  const details = { generation: file.generation, platformEventId, ...labels, job, step, files, waits, error };
  write({
    severity: severity ?? (status === 'error' ? 'ERROR' : 'INFO'),
    message: `${status} ${subject} ${message}${count}, ${durationMs} ms`,
    status,
    sourceUrl,
    durationMs,
    // A line of this for each file of a day is the larger part of the log: the labels and the ledger say the rest.
    ...(status === 'batched' ? undefined : defined(details)),
    [LABELS]: defined(labels),
  });
}

/** The one line of an invocation of tail that ends by throwing: the event comes again. */
export function logTailRetry(error: unknown, { file, platformEventId, started, ended }: TailFacts): void {
  const durationMs = ended.getTime() - started.getTime();
  const sourceUrl = gsUrl(file.bucket, file.name);
  write({
    severity: 'WARNING',
    message: `retry ${sourceUrl} ${messageOf(error)}; the event is to be delivered again, ${durationMs} ms`,
    status: 'retry',
    sourceUrl,
    generation: file.generation,
    platformEventId,
    durationMs,
    error: error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) },
  });
}

/** The one line of a dispatch run. */
export function logDispatch(run: DispatchRun, { trigger, durationMs }: { trigger: string; durationMs: number }): void {
  const { cycles, touched, missed, waiting, letGo, projects, setAside, errors, completed } = run;
  const sum = (key: keyof Counts): number => Object.values(projects).reduce((total, counts) => total + counts[key], 0);
  const told = (['running', 'pending', 'dispatched', 'lost', 'throttled'] as const).map((key) => `${sum(key)} ${key}`);
  const counts = [...told, `batches: ${sum('batches')}`, `${waiting} waiting`].join(', ');
  const trouble = [
    ...errors,
    ...setAside.map((url) => `an object among the task files was not a task, and was moved to ${url}`),
    ...(missed > 0
      ? [`${counted(missed, 'file')} taken in whose event never came, or came while rules were broken`]
      : []),
  ];
  write({
    severity: errors.length > 0 ? 'ERROR' : trouble.length > 0 ? 'WARNING' : 'INFO',
    message: [
      `dispatch ${completed ? `of ${completed}` : `${counts}, ${counted(cycles, 'sweep')}`}, ${durationMs} ms`,
      ...trouble,
    ].join('; '),
    trigger,
    cycles,
    touched,
    missed,
    waiting,
    letGo,
    projects,
    durationMs,
    errors,
    setAside,
    ...defined({ completed }),
  });
}

/** A dispatch run that could not even list the task files; the next message starts another. */
export function logDispatchFailed(error: unknown): void {
  write({ severity: 'ERROR', message: `dispatch failed, the next message starts another run: ${messageOf(error)}` });
}

/** A line for each problem in the rules, each time that they changed. */
export function logRuleProblems({ problems }: RuleSet): void {
  for (const { severity, file, line, column, field, message } of problems) {
    const entry: LogSeverity = severity === 'error' ? 'ERROR' : 'WARNING';
    write({ severity: entry, message: `rule ${file}:${line}:${column} ${message}`, rule: file, line, column, field });
  }
}

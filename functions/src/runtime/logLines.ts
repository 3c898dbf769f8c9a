// The lines of the log, without a logger.
import type { LogEntry } from 'firebase-functions/logger';
import { parseJobId } from '../bigquery/jobId.ts';
import { counted } from '../common/counted.ts';
import { defined } from '../common/defined.ts';
import { messageOf } from '../common/messageOf.ts';
import { splitPartition } from '../common/partition.ts';
import type { Counts, DispatchRun, SentDigest } from '../model/dispatchRun.ts';
import { eventIdOf } from '../model/eventId.ts';
import { reservedPrefix, urlOf } from '../model/places.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import type { RuleProblem } from '../rule/problem.ts';
import { taskJobId } from '../task/taskStore.ts';

/** Cloud Logging turns this field of a structured line into labels, which can be filtered by without a scan. */
export const LABELS = 'logging.googleapis.com/labels';

export interface TailFacts {
  file: SourceFile;
  /** The platform's own ID of the event. */
  platformEventId: string;
  started: Date;
  ended: Date;
}

/** Of an invocation of tail; that of a process that ends is its summary. */
export function tailLine(answer: TailAnswer, facts: TailFacts): LogEntry {
  return isUsualJoin(answer, facts) ? joinedLine(answer, facts) : fullLine(answer, facts);
}

/** A file that joins a window takes some tens of milliseconds; a file that takes longer than this gets the full line, with its duration. */
const SLOW_MS = 1_000;

/** The file that opens a window has the ID of the window's process. */
const isUsualJoin = ({ status, eventId, process }: TailAnswer, { started, ended }: TailFacts): boolean =>
  status === 'batched' && eventId !== process && ended.getTime() - started.getTime() < SLOW_MS;

/**
 * There is one of these for each file of a day, and they are the larger part of the log: at most some 300 bytes. What they leave
 * out stands in the ledger, and in the line of the file that opened the window.
 */
const joinedLine = (answer: TailAnswer, { file }: TailFacts): LogEntry => ({
  severity: 'INFO',
  message: answer.status,
  status: answer.status,
  sourceUrl: urlOf(file),
  ...labelsOf(answer, file),
});

function fullLine(answer: TailAnswer, { file, platformEventId, started, ended }: TailFacts): LogEntry {
  const { status, eventId, rule, destTable, job, step, files, waits, error, summary } = answer;
  const severity = answer.severity ?? (status === 'error' ? 'ERROR' : 'INFO');
  const durationMs = ended.getTime() - started.getTime();
  const sourceUrl = urlOf(file);
  const count = files === undefined ? '' : `, ${counted(files, 'file')}`;
  const known = { eventId, rule, destTable, job, step, files, waits, error };
  const details = { generation: file.generation, platformEventId, ...known };
  return {
    severity,
    message: `${status} ${destTable ?? sourceUrl} ${answer.message}${count}, ${durationMs} ms`,
    status,
    sourceUrl,
    durationMs,
    ...labelsOf(answer, file),
    ...summary,
    ...defined(details),
    ...(severity === 'ERROR' ? reported(`${rule ?? 'no rule'} ${error?.reason ?? status}`) : undefined),
  };
}

/** Of an invocation of tail that ends by throwing: the event comes again. */
export function retryLine(error: unknown, { file, platformEventId, started, ended }: TailFacts): LogEntry {
  const durationMs = ended.getTime() - started.getTime();
  const sourceUrl = urlOf(file);
  return {
    severity: 'WARNING',
    message: `retry ${sourceUrl} ${messageOf(error)}; the event is to be delivered again, ${durationMs} ms`,
    status: 'retry',
    sourceUrl,
    generation: file.generation,
    platformEventId,
    durationMs,
    ...labelsOf({}, file),
    error: error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) },
  };
}

/** What every line about a file can be found by; the table without its partition. */
function labelsOf({ eventId, process, rule, destTable }: Partial<TailAnswer>, file: SourceFile): object {
  const told = eventId === undefined ? labelsByName(file) : { eventId, process };
  return { [LABELS]: defined({ ...told, rule, destTable: destTable && splitPartition(destTable).table }) };
}

/** A task file is about the process that its job's ID names; any other object has an event ID of its own. */
function labelsByName(file: SourceFile): { eventId: string; process?: string } {
  const prefix = reservedPrefix(file.name);
  if (prefix === undefined) return { eventId: eventIdOf(file) };
  const jobId = taskJobId(file.name, prefix);
  const { processId } = (jobId === undefined ? undefined : parseJobId(jobId)) ?? {};
  return processId === undefined ? { eventId: eventIdOf(file) } : { eventId: processId, process: processId };
}

/**
 * What makes Error Reporting take an entry that has no stack, and group it by where it was reported (Error Reporting: format
 * errors in Cloud Logging).
 */
const reported = (functionName: string): object => ({
  '@type': 'type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.ReportedErrorEvent',
  serviceContext: { service: process.env['K_SERVICE'] ?? 'bqtail' },
  context: { reportLocation: { functionName } },
});

export interface RunFacts {
  /** The platform's ID of the message. */
  trigger: string;
  durationMs: number;
}

/** Of a run of dispatch. */
export function dispatchLine(run: DispatchRun, { trigger, durationMs }: RunFacts): LogEntry {
  const { cycles, touched, missed, waiting, letGo, projects, setAside, errors, completed } = run;
  const sum = (key: keyof Counts): number => Object.values(projects).reduce((total, counts) => total + counts[key], 0);
  const told = (['running', 'pending', 'dispatched', 'lost', 'throttled'] as const).map((key) => `${sum(key)} ${key}`);
  const counts = [...told, `batches: ${sum('batches')}`, `${waiting} waiting`].join(', ');
  const trouble = [
    ...errors,
    ...setAside.map((url) => `an object among the task files was not a task, and was moved to ${url}`),
    ...(missed > 0
      ? [`${counted(missed, 'file')} taken in: the event never came, or came while rules had errors`]
      : []),
  ];
  return {
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
    ...(errors.length > 0 ? reported('dispatch') : undefined),
  };
}

/** Of what operators were told. */
export function digestLine({ subject, news, recovered, wouldGoTo, trouble }: SentDigest): LogEntry {
  const said = [
    ...news.map(({ status, sentence }) => `${status}: ${sentence}`),
    ...recovered.map(({ sentence }) => `ok again: ${sentence}`),
    ...(wouldGoTo === undefined ? [] : [`the local world sends nothing; it would go to ${wouldGoTo}`]),
    ...(trouble === undefined ? [] : [`it could not be sent, and dispatch tries again: ${trouble}`]),
  ];
  const [worst] = news;
  return {
    severity: worst === undefined && trouble === undefined ? 'INFO' : 'WARNING',
    message: `digest ${subject} ${said.join('; ')}`,
    digest: { subject, ...(worst ? { kind: worst.kind, status: worst.status, count: worst.count } : { status: 'ok' }) },
    problems: news.map(({ kind, status, count }) => ({ kind, status, count })),
    recovered: recovered.map(({ kind }) => kind),
  };
}

/** Of a run of dispatch that could not even list the task files; the next message starts another. */
export const dispatchFailedLine = (error: unknown): LogEntry => ({
  severity: 'ERROR',
  message: `dispatch failed, the next message starts another run: ${messageOf(error)}`,
  ...reported('dispatch'),
});

/** Of traces that could not be sent; nothing else comes of that. */
export const tracingLine = (error: unknown): LogEntry => ({
  severity: 'WARNING',
  message: `traces (TRACES) cannot be sent, files are loaded all the same: ${messageOf(error)}`,
});

/** Of a request to the monitor that could not be answered. */
export const monitorFailedLine = (error: unknown): LogEntry => ({
  severity: 'ERROR',
  message: `monitor failed; the next request gets a new answer: ${messageOf(error)}`,
  ...reported('monitor'),
});

/** Of a problem in a rule. A warning says what may come of the rule: nothing has gone wrong yet, and nobody is to be woken. */
export const ruleLine = ({ severity, file, line, column, field, message }: RuleProblem): LogEntry => ({
  severity: severity === 'error' ? 'ERROR' : 'NOTICE',
  message: `rule ${file}:${line}:${column} ${message}`,
  rule: file,
  line,
  column,
  field,
});

export interface ReplayFacts {
  /** Who called. */
  by: string;
  /** HTTP. */
  status: number;
  durationMs: number;
}

/** What is told of the answer to a call of bqReplay. */
interface Answered extends Record<string, unknown> {
  changed?: readonly unknown[];
  failed?: readonly unknown[];
}

/** Of a call of bqReplay. `body`: what it was answered with. */
export function replayLine(body: object, { by, status, durationMs }: ReplayFacts): LogEntry {
  const { id, files, done, already, error, changed = [], failed = [] } = body as Answered;
  const isPlan = 'request' in body;
  const undone = [
    ...(changed.length > 0 ? [`${changed.length} left out`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed: apply it again`] : []),
  ];
  const what = isPlan ? `planned, ${files} files` : [`${done} done, ${already} before`, ...undone].join(', ');
  const told = status === 200 ? what : status === 409 ? 'nothing done: something has changed since the plan' : error;
  return {
    severity: status === 200 && failed.length === 0 ? 'INFO' : 'WARNING',
    message: `replay ${id ?? ''} by ${by}: ${told}, ${durationMs} ms`.replace('  ', ' '),
    by,
    durationMs,
    ...defined({ replay: id, files, done, already }),
  };
}

/** Of a call of bqReplay that could not be answered: it may be made again. */
export const replayFailedLine = (error: unknown, by: string): LogEntry => ({
  severity: 'ERROR',
  message: `replay by ${by} failed; call again to continue: ${messageOf(error)}`,
  by,
  ...reported('replay'),
});

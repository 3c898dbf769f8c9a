import { invalid } from '../errors/apiError.ts';
import { JOB_TYPES, type JobType } from '../rest/resources.ts';

/** What goes wrong on demand. */
export type Fault =
  /** A call is answered with this error, and nothing else happens. */
  | { kind: 'http'; status: number; reason: string; message?: string }
  /** A call takes effect, and its connection is cut before the answer. */
  | { kind: 'answerLost' }
  /** A call's connection is cut before anything happens. */
  | { kind: 'reset' }
  /** A job fails with this error. */
  | { kind: 'jobError'; reason: string; message: string; location?: string }
  /** A job runs for this long. */
  | { kind: 'slow'; latencyMs: number }
  /** A job runs until it is cancelled. */
  | { kind: 'hang' };

export type CallFault = Extract<Fault, { kind: 'http' | 'answerLost' | 'reset' }>;
export type JobFault = Extract<Fault, { kind: 'jobError' | 'slow' | 'hang' }>;

/** All given conditions must hold. `jobId` and `path` are regular expressions. */
export interface FaultMatch {
  jobId?: RegExp;
  jobType?: JobType;
  method?: string;
  path?: RegExp;
}

export interface FaultRequest {
  match: FaultMatch;
  /** How often; 0 is always. */
  times: number;
  fault: Fault;
}

const KINDS: readonly string[] = ['http', 'answerLost', 'reset', 'jobError', 'slow', 'hang'] satisfies Fault['kind'][];

/** Reads what a test asks for. @throws ApiError `invalid`, saying what is wrong. */
export function parseFaultRequest(body: Record<string, unknown>): FaultRequest {
  const { match = {}, times = 1, fault } = body;
  if (typeof fault !== 'object' || fault === null || !('kind' in fault) || !KINDS.includes(String(fault.kind))) {
    throw invalid(`A fault needs fault.kind, one of ${KINDS.join(', ')}.`);
  }
  if (typeof times !== 'number' || !(times >= 0)) throw invalid('times is a number; 0 stands for always.');
  if (typeof match !== 'object' || match === null) throw invalid('match is an object.');
  return { match: parseMatch(match as Record<string, unknown>), times, fault: complete(fault as Fault) };
}

function parseMatch({ jobId, jobType, method, path, ...unknown }: Record<string, unknown>): FaultMatch {
  const [surplus] = Object.keys(unknown);
  if (surplus !== undefined)
    throw invalid(`match.${surplus} is not known here; there are jobId, jobType, method, path.`);
  const type = JOB_TYPES.find((known) => known === jobType);
  if (jobType !== undefined && !type) throw invalid(`match.jobType is one of ${JOB_TYPES.join(', ')}.`);
  return {
    ...(jobId === undefined ? {} : { jobId: pattern('jobId', jobId) }),
    ...(type ? { jobType: type } : {}),
    ...(method === undefined ? {} : { method: String(method).toUpperCase() }),
    ...(path === undefined ? {} : { path: pattern('path', path) }),
  };
}

export function pattern(name: string, source: unknown): RegExp {
  try {
    return new RegExp(String(source));
  } catch {
    throw invalid(`${name} is no regular expression: ${String(source)}`);
  }
}

function complete(fault: Fault): Fault {
  if (
    fault.kind === 'http' &&
    !(Number.isInteger(fault.status) && fault.status >= 400 && typeof fault.reason === 'string')
  ) {
    throw invalid('An http fault needs status (400 or more) and reason.');
  }
  if (fault.kind === 'jobError' && (typeof fault.reason !== 'string' || typeof fault.message !== 'string')) {
    throw invalid('A jobError fault needs reason and message.');
  }
  if (fault.kind === 'slow' && !(fault.latencyMs >= 0)) throw invalid('A slow fault needs latencyMs.');
  return fault;
}

import type { JobType } from '../rest/resources.ts';
import type { CallFault, FaultMatch, FaultRequest, JobFault } from './fault.ts';

/** What is looked at to see whether a fault is meant. */
export interface FaultSubject {
  jobId?: string | undefined;
  jobType?: JobType | undefined;
  method?: string;
  path?: string;
}

export interface FaultEntry extends FaultRequest {
  id: string;
  hits: number;
}

/** The faults to come. */
export interface Faults {
  add(request: FaultRequest): FaultEntry;
  list(): FaultEntry[];
  /** Without an ID all of them. */
  remove(id?: string): undefined;
  /** The fault that this call has to suffer, if any; it counts as hit. */
  takeForCall(subject: FaultSubject): CallFault | undefined;
  takeForJob(subject: FaultSubject): JobFault | undefined;
}

export function createFaults(): Faults {
  const entries = new Map<string, FaultEntry>();
  let lastId = 0;

  function take(subject: FaultSubject, isCall: boolean): FaultEntry | undefined {
    const entry = [...entries.values()].find(
      ({ match, times, hits, fault }) =>
        (times === 0 || hits < times) && isCallFault(fault) === isCall && matches(match, subject),
    );
    if (entry) entry.hits += 1;
    return entry;
  }

  return {
    add(request) {
      lastId += 1;
      const entry = { ...request, id: String(lastId), hits: 0 };
      entries.set(entry.id, entry);
      return entry;
    },
    list: () => [...entries.values()],
    remove(id) {
      if (id === undefined) entries.clear();
      else entries.delete(id);
      return undefined;
    },
    takeForCall(subject) {
      const fault = take(subject, true)?.fault;
      return fault && isCallFault(fault) ? fault : undefined;
    },
    takeForJob(subject) {
      const fault = take(subject, false)?.fault;
      return fault && !isCallFault(fault) ? fault : undefined;
    },
  };
}

const isCallFault = (fault: FaultRequest['fault']): fault is CallFault =>
  fault.kind === 'http' || fault.kind === 'answerLost' || fault.kind === 'reset';

function matches(match: FaultMatch, subject: FaultSubject): boolean {
  if (match.jobId && !match.jobId.test(subject.jobId ?? '')) return false;
  if (match.jobType && match.jobType !== subject.jobType) return false;
  // What a job suffers does not depend on the call that made it.
  if (match.method && subject.method !== undefined && match.method !== subject.method) return false;
  return !(match.path && subject.path !== undefined && !match.path.test(subject.path));
}

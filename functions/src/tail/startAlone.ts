import type { Deps } from '../deps/deps.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { duplicate } from '../process/answer.ts';
import { ingest } from '../process/ingest.ts';
import type { Invocation } from '../process/invocation.ts';
import type { LoadedRule } from '../rule/readRules.ts';
import { loadJobsFor, newProcess } from './newProcess.ts';

/** Starts the process of one file, or resumes the one that the same version started. */
export async function startAlone(rule: LoadedRule, invocation: Invocation, deps: Deps): Promise<TailAnswer> {
  const { file } = invocation;
  const loadJobs = await loadJobsFor(rule, deps);
  const begin = (eventId: string) => newProcess({ processId: eventId, rule, files: [file], loadJobs }, deps);
  const started = await deps.journal.start(file, begin);
  if ('window' in started) {
    const message = `it is in window ${started.window}, from when its rule had a Batch`;
    return { status: 'duplicate', rule: rule.url, message };
  }
  const { process, created } = started;
  return process.status === 'running' ? ingest(process, { created, invocation }, deps) : duplicate(process);
}

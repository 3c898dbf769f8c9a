import type { Deps } from '../deps/deps.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { ingest } from '../process/ingest.ts';
import type { Invocation } from '../process/invocation.ts';
import { claimantOf } from '../process/underClaim.ts';
import type { LoadedRule } from '../rule/readRules.ts';
import { loadJobsFor, newProcess } from './newProcess.ts';

/** Starts the process of one file, or resumes the one that the same version started. */
export async function startAlone(rule: LoadedRule, invocation: Invocation, deps: Deps): Promise<TailAnswer> {
  const { file } = invocation;
  const loadJobs = await loadJobsFor(rule, deps);
  const begin = (eventId: string) => newProcess({ processId: eventId, rule, files: [file], loadJobs }, deps);
  const started = await deps.journal.start(file, begin, claimantOf(invocation, deps));
  if ('window' in started) {
    const message = `it joined window ${started.window} while its rule had a Batch`;
    return { status: 'duplicate', rule: rule.url, message };
  }
  return ingest(started, invocation, deps);
}

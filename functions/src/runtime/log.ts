import { write } from 'firebase-functions/logger';
import type { Notices } from '../journal/notices.ts';
import type { DispatchRun } from '../model/dispatchRun.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import type { RuleFile } from '../rule/ruleCache.ts';
import {
  digestLine,
  dispatchFailedLine,
  dispatchLine,
  monitorFailedLine,
  type ReplayFacts,
  type RunFacts,
  replayFailedLine,
  replayLine,
  retryLine,
  ruleLine,
  type TailFacts,
  tailLine,
  tracingLine,
} from './logLines.ts';

export const logTail = (answer: TailAnswer, facts: TailFacts): void => write(tailLine(answer, facts));
export const logTailRetry = (error: unknown, facts: TailFacts): void => write(retryLine(error, facts));
export function logDispatch(run: DispatchRun, facts: RunFacts): void {
  for (const digest of run.digests) write(digestLine(digest));
  write(dispatchLine(run, facts));
}
export const logReplay = (body: object, facts: ReplayFacts): void => write(replayLine(body, facts));
export const logReplayFailed = (error: unknown, by: string): void => write(replayFailedLine(error, by));
export const logMonitorFailed = (error: unknown): void => write(monitorFailedLine(error));
export const logTracing = (error: unknown): void => write(tracingLine(error));
export const logDispatchFailed = (error: unknown): void => write(dispatchFailedLine(error));

/** A line for each problem of a rule file, once for each version of it, whichever instances read it. */
export async function logRuleProblems(files: readonly RuleFile[], { isNew }: Notices): Promise<void> {
  for (const { name, version, problems } of files) {
    if (problems.length > 0 && (await isNew(`rule ${name} ${version}`, new Date()))) {
      for (const problem of problems) write(ruleLine(problem));
    }
  }
}

import { actionKinds } from '../action/actionKinds.ts';
import { batchKey } from '../batch/batchKey.ts';
import type { Deps } from '../deps/deps.ts';
import type { Plan } from '../model/plan.ts';
import type { Process } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { type Match, matchRule } from '../rule/matchRule.ts';
import type { LoadedRule } from '../rule/readRules.ts';
import { RuleError } from '../rule/ruleError.ts';
import { loadJobsFor, newProcess } from '../tail/newProcess.ts';

/** What the rules make of the files of a process now. */
export type Current =
  | { outcome: 'plan'; plan: Plan }
  /** They do not belong together any more, by rule or by table. */
  | { outcome: 'apart' }
  /** No rule takes them. */
  | { outcome: 'unwanted'; why: string };

/** Why no rule matches a file; undefined where one does. */
export function whyUnwanted(match: Match): string | undefined {
  switch (match.outcome) {
    case 'matched':
      return undefined;
    case 'noMatch':
      return 'no rule matches it';
    case 'disabled':
      return `the rule in ${match.rule.url} is disabled`;
    case 'ambiguous':
      return `several enabled rules match it: ${match.rules.map(({ url, line }) => `${url}:${line}`).join(', ')}`;
  }
}

/** Plans a process's files as the rules are now. */
export async function currentPlan({ processId, plan }: Process, deps: Deps): Promise<Current> {
  const [first, ...others] = plan.sources;
  if (first === undefined) return { outcome: 'apart' };
  const { rules } = await deps.rules.current();
  const match = matchRule(rules, `/${first.name}`);
  if (match.outcome !== 'matched') return { outcome: 'unwanted', why: whyUnwanted(match) ?? '' };
  const { rule } = match;
  const isSame = (file: SourceFile): boolean => {
    const other = matchRule(rules, `/${file.name}`);
    return other.outcome === 'matched' && other.rule === rule && keyOf(rule, file) === keyOf(rule, first);
  };
  if (!others.every(isSame)) return { outcome: 'apart' };
  const loadJobs = await loadJobsFor(rule, deps);
  const group = plan.group === undefined ? {} : { group: plan.group };
  const process = newProcess({ processId, rule, files: [first, ...others], loadJobs, ...group }, deps);
  return { outcome: 'plan', plan: process.plan };
}

function keyOf(rule: LoadedRule, file: SourceFile): string {
  try {
    return batchKey(rule, file, actionKinds).hash;
  } catch (error) {
    if (error instanceof RuleError) return error.message;
    throw error;
  }
}

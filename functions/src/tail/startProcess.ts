import type { Deps } from '../deps/deps.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import type { Invocation } from '../process/invocation.ts';
import { matchRule } from '../rule/matchRule.ts';
import type { LoadedRule } from '../rule/readRules.ts';
import { joinWindow } from './joinWindow.ts';
import { startAlone } from './startAlone.ts';

/** Takes a data file in: finds its rule, and starts the process or resumes the one that the same version started. */
export async function startProcess(invocation: Invocation, deps: Deps): Promise<TailAnswer> {
  const { file } = invocation;
  const { rules, problems } = await deps.rules.current();
  const match = matchRule(rules, `/${file.name}`);
  switch (match.outcome) {
    case 'noMatch': {
      const broken = new Set(problems.filter(({ severity }) => severity === 'error').map(({ file }) => file));
      if (broken.size === 0) return { status: 'noMatch', message: 'no rule wants it' };
      const message = `no rule wants it, but rules with errors were left out: ${[...broken].join(', ')}`;
      return { status: 'noMatch', severity: 'WARNING', message };
    }
    case 'disabled':
      return { status: 'disabled', rule: match.rule.url, message: `rule ${nameOf(match.rule)} is disabled` };
    case 'ambiguous':
      return ambiguous(match.rules);
    case 'matched':
      return match.rule.rule.Batch ? joinWindow(match.rule, invocation, deps) : takeIn(match.rule, invocation, deps);
  }
}

const nameOf = ({ url, line }: LoadedRule): string => `${url}:${line}`;

function ambiguous(rules: readonly LoadedRule[]): TailAnswer {
  const message = `${rules.length} enabled rules want it, the file stays; disable all but one of ${rules.map(nameOf).join(', ')}`;
  return { status: 'error', message, error: { kind: 'permanent', reason: 'ambiguousRules', message } };
}

/** A version that is not there any more is not taken in; one that was taken in before goes on. */
async function takeIn(rule: LoadedRule, invocation: Invocation, deps: Deps): Promise<TailAnswer> {
  const { file } = invocation;
  const live = await deps.objects.stat(file);
  if (live?.generation !== file.generation && !(await deps.journal.find(file))) {
    const message = live
      ? 'overwritten before it was read; the newer version is a file of its own'
      : 'gone before it was read';
    return { status: 'notFound', severity: 'WARNING', rule: rule.url, message };
  }
  return startAlone(rule, invocation, deps);
}

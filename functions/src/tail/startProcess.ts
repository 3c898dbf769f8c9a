import { defined } from '../common/defined.ts';
import type { Deps } from '../deps/deps.ts';
import type { NotTaken } from '../journal/journal.ts';
import { urlOf } from '../model/places.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import { whyNotLoadable } from '../plan/loadableName.ts';
import type { Invocation } from '../process/invocation.ts';
import { matchRule } from '../rule/matchRule.ts';
import type { RuleProblem } from '../rule/problem.ts';
import type { LoadedRule } from '../rule/readRules.ts';
import { joinWindow } from './joinWindow.ts';
import { startAlone } from './startAlone.ts';

/**
 * Takes a data file in: finds its rule, and starts the process or resumes the one that the same version started. Of a file that
 * is not taken in the ledger says why.
 */
export async function startProcess(invocation: Invocation, deps: Deps): Promise<TailAnswer> {
  const { rules, problems } = await deps.rules.current();
  const match = matchRule(rules, `/${invocation.file.name}`);
  switch (match.outcome) {
    case 'noMatch':
      return leave(unmatched(problems, urlOf(invocation.file)), invocation, deps);
    case 'disabled': {
      const message = `rule ${placeOfRule(match.rule)} is disabled`;
      return leave(
        { as: 'unmatched', answer: { status: 'disabled', rule: match.rule.url, message } },
        invocation,
        deps,
      );
    }
    case 'ambiguous':
      return leave(ambiguous(match.rules), invocation, deps);
    case 'matched':
      return takeIn(match.rule, invocation, deps);
  }
}

function takeIn(rule: LoadedRule, invocation: Invocation, deps: Deps): Promise<TailAnswer> {
  const reason = whyNotLoadable(invocation.file.name);
  if (reason === undefined)
    return rule.rule.Batch ? joinWindow(rule, invocation, deps) : startAlone(rule, invocation, deps);
  const answer = {
    status: 'refused',
    severity: 'WARNING',
    rule: rule.url,
    message: `the file stays, ${reason}`,
  } as const;
  return leave({ as: 'refused', answer }, invocation, deps);
}

interface Left {
  as: NotTaken;
  answer: TailAnswer;
  /** For the ledger, where it is not the message. */
  reason?: string;
}

async function leave(
  { as, answer, reason = answer.message }: Left,
  { file }: Invocation,
  { journal, clock }: Deps,
): Promise<TailAnswer> {
  await journal.leave(file, { status: as, reason, ...defined({ rule: answer.rule }) }, clock.now());
  return answer;
}

function unmatched(problems: readonly RuleProblem[], url: string): Left {
  const broken = new Set(problems.filter(({ severity }) => severity === 'error').map(({ file }) => file));
  if (broken.size === 0) {
    const reason = 'no rule matches it';
    const message = `${reason}; see: npm run bqtail -- explain ${url}`;
    return { as: 'unmatched', answer: { status: 'noMatch', message }, reason };
  }
  const message = `no rule matches it, but rules with errors were left out: ${[...broken].join(', ')}; bqtail looks at it again once they are mended`;
  return { as: 'unruled', answer: { status: 'noMatch', severity: 'WARNING', message } };
}

const placeOfRule = ({ url, line }: LoadedRule): string => `${url}:${line}`;

function ambiguous(rules: readonly LoadedRule[]): Left {
  const message = `${rules.length} enabled rules match it, the file stays; disable all but one of ${rules.map(placeOfRule).join(', ')}`;
  return {
    as: 'unruled',
    answer: { status: 'error', message, error: { kind: 'permanent', reason: 'ambiguousRules', message } },
  };
}

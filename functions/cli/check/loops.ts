import { actionKinds } from '../../src/action/actionKinds.ts';
import { parseGsUrl } from '../../src/model/places.ts';
import { eachAction } from '../../src/rule/eachAction.ts';
import { expand, fileVariables } from '../../src/rule/expand.ts';
import { matchRule } from '../../src/rule/matchRule.ts';
import { fieldName, type RuleProblem } from '../../src/rule/problem.ts';
import type { LoadedRule } from '../../src/rule/readRules.ts';
import { examplePaths } from './examplePaths.ts';

/** Actions that write into the trigger bucket where a rule takes files: what they write would be loaded again without end. */
export const loops = (rules: readonly LoadedRule[], triggerBucket: string): RuleProblem[] =>
  rules
    .filter(({ rule }) => rule.Disabled !== true)
    .flatMap((loaded) => {
      const paths = examplePaths(loaded);
      return eachAction(loaded.rule).flatMap(({ action: { Action, Request = {} }, path }) => {
        const [first] = paths.flatMap((example) => {
          const name = writtenTo(loaded, { Action, Request, example, triggerBucket });
          const by = name === undefined ? undefined : takerOf(`/${name}`, rules);
          return by === undefined ? [] : [`a file ${example} would put ${name} into the trigger bucket, which ${by}`];
        });
        if (first === undefined) return [];
        const field = fieldName([...path, 'Request', 'DestURL']);
        const message = `${field}: ${first}: bqtail would load it again and again, so the action fails; name another bucket, or a folder where no rule matches`;
        return [{ severity: 'error' as const, file: loaded.url, line: loaded.line, column: 1, field, message }];
      });
    });

function takerOf(path: string, rules: readonly LoadedRule[]): string | undefined {
  const match = matchRule(rules, path);
  if (match.outcome === 'matched') return `the rule at ${match.rule.url}:${match.rule.line} takes`;
  return match.outcome === 'ambiguous' ? 'several rules take' : undefined;
}

interface Written {
  Action: string;
  Request: object;
  example: string;
  triggerBucket: string;
}

/** The name of the object that an action writes to the trigger bucket for a file; undefined where it writes none there. */
function writtenTo({ rule }: LoadedRule, { Action, Request, example, triggerBucket }: Written): string | undefined {
  const file = { bucket: triggerBucket, name: example.slice(1), created: new Date(0) };
  const url = actionKinds.get(Action)?.writes(Request, file);
  if (url === undefined) return undefined;
  const known = { ...fileVariables(rule, file), TriggerBucket: triggerBucket, EventID: '1' };
  const text = String(expand<unknown>(url, known));
  if (!text.startsWith('gs://')) return undefined;
  const { bucket, name } = parseGsUrl(text);
  // Where the name of the bucket is not known, only the variable tells.
  return bucket === triggerBucket || bucket === '$TriggerBucket' ? name : undefined;
}

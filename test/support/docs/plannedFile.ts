import { parse, stringify } from 'yaml';
import { examplePaths } from '../../../functions/cli/check/examplePaths.ts';
import { type Explanation, explanationOf } from '../../../functions/cli/explain/explanation.ts';
import { actionKinds } from '../../../functions/src/action/actionKinds.ts';
import { readRules } from '../../../functions/src/action/ruleReader.ts';
import { windowsFor } from '../../../functions/src/batch/batchWindow.ts';
import type { Plan } from '../../../functions/src/model/plan.ts';
import { planProcess } from '../../../functions/src/plan/planProcess.ts';
import { matchRule } from '../../../functions/src/rule/matchRule.ts';
import type { RuleProblem } from '../../../functions/src/rule/problem.ts';

const TRIGGER = 'my-landing-bucket';
const PROJECT = 'my-project';

export interface Planned {
  problems: readonly RuleProblem[];
  /** How a file that the rule takes is matched; undefined where the rule has an error. */
  outcome?: string;
  plan?: Plan;
  explanation?: Explanation;
}

/** What bqtail makes of a rule and a file that it takes, without running anything. */
export async function plannedFile(text: string): Promise<Planned> {
  const { rules, problems } = readRules('rules/example.yaml', text);
  const [loaded] = rules;
  if (loaded === undefined) return { problems };
  const path = examplePaths(loaded).at(-1);
  if (path === undefined) throw new Error(`no path is known that this rule takes:\n${text}`);
  const { outcome } = matchRule(rules, path);
  const file = {
    ...{ bucket: TRIGGER, name: path.slice(1), generation: '1769850000000001', size: 10 },
    created: '2026-01-31T23:59:59.000Z',
  };
  const group = loaded.rule.Batch && windowsFor(loaded, file, actionKinds)(0).group?.id;
  const surroundings = { processId: '42', projectId: PROJECT, triggerBucket: TRIGGER, loadJobs: {}, groupId: group };
  const plan = planProcess(loaded, [file], surroundings);
  const world = { triggerBucket: TRIGGER, projectId: PROJECT, tables: new Map() };
  return { problems, outcome, plan, explanation: await explanationOf({ ...world, plan }) };
}

/** A rule with a value in place of what it has at a path, `Dest.Schema.Fields[].Name`, where `[]` is the first of a list. */
export function ruleWith(rule: string, path: string, value: unknown): string {
  const keys = path.split('.').flatMap((key) => (key.endsWith('[]') ? [key.slice(0, -2), 0] : [key]));
  const whole: unknown = parse(rule);
  return stringify(withValue(whole, keys, value));
}

function withValue(node: unknown, [key, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const [first, ...others] = Array.isArray(node) ? node : [];
    return [withValue(first, rest, value), ...others];
  }
  const fields = typeof node === 'object' && node !== null ? (node as Record<string, unknown>) : {};
  return { ...fields, [key]: withValue(fields[key], rest, value) };
}

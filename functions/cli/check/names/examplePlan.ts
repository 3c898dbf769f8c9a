import { actionKinds } from '../../../src/action/actionKinds.ts';
import { windowsFor } from '../../../src/batch/batchWindow.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { SourceFile } from '../../../src/model/sourceFile.ts';
import { planProcess } from '../../../src/plan/planProcess.ts';
import type { LoadedRule } from '../../../src/rule/readRules.ts';
import { RuleError } from '../../../src/rule/ruleError.ts';

/** The process of a file at a path that the rule takes; undefined where the rule refuses it. */
export function examplePlan(loaded: LoadedRule, path: string, projectId: string): Plan | undefined {
  const file: SourceFile = {
    ...{ bucket: 'example-landing', name: path.slice(1), generation: '1769850000000001', size: 10 },
    created: '2026-01-31T12:00:00.000Z',
  };
  try {
    const groupId = loaded.rule.Batch && windowsFor(loaded, file, actionKinds)(0).group?.id;
    const around = { processId: '1769850000000001', triggerBucket: 'example-landing', loadJobs: {} };
    const plan = planProcess(loaded, [file], { ...around, projectId, groupId });
    return plan.refusal === undefined ? plan : undefined;
  } catch (error) {
    if (error instanceof RuleError) return undefined;
    throw error;
  }
}

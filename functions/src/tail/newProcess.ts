import { defined } from '../common/defined.ts';
import type { Deps } from '../deps/deps.ts';
import type { Plan } from '../model/plan.ts';
import type { Process } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { planProcess } from '../plan/planProcess.ts';
import type { LoadedRule } from '../rule/readRules.ts';

interface Beginning {
  processId: string;
  rule: LoadedRule;
  files: readonly [SourceFile, ...SourceFile[]];
  /** As `loadJobsFor` the rule says. */
  loadJobs: Readonly<Record<string, number>>;
  /** That of the window which began the process. */
  group?: Plan['group'];
}

/** A process that begins now, with its plan. */
export function newProcess(beginning: Beginning, { settings, clock }: Deps): Process {
  const { processId, rule, files, loadJobs, group } = beginning;
  const { projectId, triggerBucket } = settings;
  const surroundings = { processId, projectId, triggerBucket, loadJobs, groupId: group?.id };
  const plan = { ...planProcess(rule, files, surroundings), ...defined({ group }) };
  const now = clock.now();
  return { processId, status: 'running', plan, steps: [], jobs: {}, waits: 0, started: now, progressed: now };
}

/** The load jobs that a rule's balancer goes by; no rule else needs them. */
export async function loadJobsFor({ rule }: LoadedRule, { journal }: Deps): Promise<Record<string, number>> {
  return rule.Dest.Transient?.Balancer ? journal.loadJobs() : {};
}

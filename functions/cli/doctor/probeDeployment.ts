import { randomBytes } from 'node:crypto';
import { confirmed } from '../input/confirm.ts';
import type { Deployment } from '../input/deployment.ts';
import { projectSettings } from '../input/projectSettings.ts';
import type { ReportedFinding } from './model/report.ts';
import type { World } from './model/world.ts';
import { chooseDataset } from './probe/chooseDataset.ts';
import { planProbe, planText } from './probe/probePlan.ts';
import { runProbe } from './probe/runProbe.ts';
import { findingText } from './reportText.ts';

interface Options {
  deployment: Deployment;
  /** Where the table of the probe goes, `[project.]dataset`. */
  dataset: string | undefined;
  /** The caller has agreed to whatever the plan says. */
  isConfirmed: boolean;
  say(text: string): void;
}

/**
 * Says what the probe will do, asks, and does it; Ctrl-C ends it, and it cleans up. Nothing is found where nobody agrees.
 * @throws UsageError where it cannot begin.
 */
export async function probeDeployment(
  world: World,
  { deployment, dataset, isConfirmed, say }: Options,
): Promise<ReportedFinding[]> {
  const settings = await projectSettings(deployment);
  const place = await chooseDataset(world, dataset);
  const plan = planProbe({ id: randomBytes(4).toString('hex'), dataset: place, settings });
  say(planText(plan));
  if (!isConfirmed && !(await confirmed('Send it?'))) {
    say('Nothing is sent.');
    return [];
  }
  const { connect } = await import('../cloud/connect.ts');
  const deps = await connect(deployment);
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  process.once('SIGINT', interrupt);
  try {
    return await runProbe({
      ...{ plan, world, deps, signal: interruption.signal },
      onFinding: (finding) => say(findingText(finding)),
    });
  } finally {
    process.off('SIGINT', interrupt);
  }
}

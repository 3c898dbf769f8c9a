import { messageOf } from '../../../src/common/messageOf.ts';
import type { Deps } from '../../../src/deps/deps.ts';
import { type Finding, wrong } from '../model/check.ts';
import type { ReportedFinding } from '../model/report.ts';
import type { World } from '../model/world.ts';
import { cleanUp } from './cleanUp.ts';
import { event } from './event.ts';
import { followUp } from './followUp.ts';
import { load } from './load.ts';
import { prepare } from './prepare.ts';
import type { ProbePlan } from './probePlan.ts';
import { rows } from './rows.ts';
import type { Probe, Stage } from './stage.ts';
import { createWaitFor, Interrupted } from './waiting.ts';

/** In the order of a file's way. */
const STAGES: readonly Stage[] = [prepare, event, load, followUp, rows];

interface Options {
  plan: ProbePlan;
  world: Pick<World, 'projectId' | 'prefix' | 'configBucket'>;
  deps: Deps;
  /** Aborted: the probe goes no further, and cleans up. */
  signal: AbortSignal;
  /** Gets each stage's finding as soon as it is there. */
  onFinding?: (finding: ReportedFinding) => void;
}

/** Sends one file all the way, as far as it comes, and takes everything away again. */
export async function runProbe({ plan, world, deps, signal, onFinding }: Options): Promise<ReportedFinding[]> {
  const probe: Probe = { plan, deps, waitFor: createWaitFor({ clock: deps.clock, signal }) };
  const findings: ReportedFinding[] = [];
  const add = (stage: Stage, { outcome, found }: Finding): void => {
    const todo = outcome === 'ok' ? {} : { todo: stage.todo(world) };
    const finding = { check: stage.id, outcome, found, right: stage.right, ...todo };
    findings.push(finding);
    onFinding?.(finding);
  };
  for (const stage of STAGES) {
    const finding = await tried(stage, probe);
    add(stage, finding);
    if (finding.outcome !== 'ok') break;
  }
  add(cleanUp, await tried(cleanUp, probe));
  return findings;
}

async function tried(stage: Stage, probe: Probe): Promise<Finding> {
  try {
    return await stage.run(probe);
  } catch (error) {
    return wrong(error instanceof Interrupted ? 'interrupted' : messageOf(error));
  }
}

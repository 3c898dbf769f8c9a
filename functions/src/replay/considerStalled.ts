import { sha256 } from '../common/sha256.ts';
import type { Deps } from '../deps/deps.ts';
import type { JobReference } from '../model/job.ts';
import type { Process } from '../model/process.ts';
import { jobInFlight } from '../process/jobInFlight.ts';
import { matchRule } from '../rule/matchRule.ts';
import { firstUrl } from './considerProcess.ts';
import { NO_EFFORT } from './effort.ts';
import type { Considered, Left } from './item.ts';

/** By default a process that runs for longer than this, in seconds, is stalled. */
const STALLED_SEC = 5_400;

/** Whether a process that runs has to be woken. `afterSec`: how long it may run; by default as its rule says. */
export async function considerStalled(process: Process, deps: Deps, afterSec?: number): Promise<Considered> {
  const { processId, plan, waiting, steps } = process;
  const now = deps.clock.now();
  const limitSec = afterSec ?? (await thresholdOf(process, deps));
  if (now.getTime() - begun(process).getTime() < limitSec * 1000) return undefined;
  const leave = (why: string): Left => ({ left: 'skipped', url: firstUrl(process), processId, why });
  if (waiting && waiting.until > now) return leave(`it waits until ${waiting.until.toISOString()}: ${waiting.message}`);
  if (await deps.journal.isClaimed(processId, now)) return leave('an invocation is at work on it');
  const stops = await runningJob(process, deps);
  const bytes = plan.sources.reduce((sum, { size }) => sum + size, 0);
  return {
    ...{ does: 'wake', processId, url: firstUrl(process), files: plan.sources.length, bytes },
    ...{ destination: plan.destination, rule: plan.rule, ...NO_EFFORT, group: processId, afterMs: 0 },
    ...(stops ? { stops } : undefined),
    fingerprint: sha256(JSON.stringify(['running', steps.length])),
  };
}

/** The job that the process waits for, where it has not ended. */
async function runningJob(process: Process, deps: Deps): Promise<JobReference | undefined> {
  const job = await jobInFlight(process, deps);
  const known = job && (await deps.warehouse.job(job));
  return known && known.state !== 'DONE' ? job : undefined;
}

const begun = ({ started, replays = [] }: Process): Date => replays.at(-1)?.at ?? started;

async function thresholdOf({ plan }: Process, { rules }: Deps): Promise<number> {
  const [first] = plan.sources;
  const match = first && matchRule((await rules.current()).rules, `/${first.name}`);
  return (match?.outcome === 'matched' ? match.rule.rule.StalledThresholdInSec : undefined) ?? STALLED_SEC;
}

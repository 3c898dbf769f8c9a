import type { JobState } from '../bigquery/warehouse.ts';
import { growingPauses } from '../common/growingPauses.ts';
import type { Deps } from '../deps/deps.ts';
import type { JobReference } from '../model/job.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** The job once it is done; undefined where it is not by then. Without a time it is looked at once. */
export async function awaitJob(
  job: JobReference,
  until: Date | undefined,
  { warehouse, clock }: Pick<Deps, 'warehouse' | 'clock'>,
): Promise<JobState | undefined> {
  for (const pause of growingPauses(FIRST_PAUSE_MS, LONGEST_PAUSE_MS)) {
    const state = await warehouse.job(job);
    if (state?.state === 'DONE') return state;
    if (until === undefined || clock.now().getTime() + pause > until.getTime()) return undefined;
    await clock.sleep(pause);
  }
  return undefined;
}

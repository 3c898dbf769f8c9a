import type { JobState } from '../bigquery/warehouse.ts';
import type { Deps } from '../deps/deps.ts';
import type { JobReference } from '../model/job.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** The job once it is done; undefined where it is not by then. Without patience it is not waited for at all. */
export async function awaitJob(
  job: JobReference,
  patience: Date | undefined,
  { warehouse, clock }: Pick<Deps, 'warehouse' | 'clock'>,
): Promise<JobState | undefined> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const state = await warehouse.job(job);
    if (state?.state === 'DONE') return state;
    if (patience === undefined || clock.now().getTime() + pause > patience.getTime()) return undefined;
    await clock.sleep(pause);
  }
}

import type { Deps } from '../deps/deps.ts';
import { assess } from './assess.ts';
import type { TableHour } from './model/observation.ts';
import type { Report } from './model/report.ts';
import { observe } from './observe.ts';

/** How old an answer may be, in milliseconds: a wall screen that asks every 30 s is answered from memory every other time. */
const REPORT_MS = 45_000;

/** The same for what the history tells: each question reads at least 10 MB of two tables (BigQuery pricing), and hours change slowly. */
const HOURS_MS = 300_000;

/** The same for both in the local world, where to look costs nothing, and whoever mends something wants to see it. */
const LOCAL_MS = 1_000;

/** Answers what is to be said of a deployment; who asks at the same time, or soon after, gets the same answer. */
export function createMonitor(
  deps: Deps,
  readHours: (deps: Deps) => Promise<readonly TableHour[] | undefined>,
): { report(): Promise<Report> } {
  const isLocal = deps.settings.loopback !== undefined;
  const hours = kept(isLocal ? LOCAL_MS : HOURS_MS, deps, () => readHours(deps));
  const report = kept(isLocal ? LOCAL_MS : REPORT_MS, deps, async () => assess(await observe(deps, hours)));
  return { report };
}

/** Work whose answer is kept for so long; a failure is not. */
function kept<T>(ms: number, { clock }: Deps, work: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let until = 0;
  return () => {
    const now = clock.now().getTime();
    if (answer === undefined || now >= until) {
      const asked = work();
      [answer, until] = [asked, now + ms];
      asked.catch(() => {
        if (answer === asked) answer = undefined;
      });
    }
    return answer;
  };
}

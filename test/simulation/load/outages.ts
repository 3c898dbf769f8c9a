import { runSafely } from '../runSeed.ts';
import type { Scenario, Trouble } from '../scenario/scenario.ts';

const FILES = 10_000;
const HOUR_MS = 3_600_000;
const OUTAGE_MS = 6 * HOUR_MS;

const SERVICES = [
  { service: 'bigquery', code: 503, reason: 'backendError' },
  { service: 'storage', code: 503 },
  { service: 'firestore', code: 14 },
] as const;

/** One of the services does not answer for six hours, while 10,000 files arrive, each a process of its own. */
const scenarioOf = (away: (typeof SERVICES)[number]): Scenario => ({
  seed: `an outage of ${away.service}`,
  rules: [{ name: 'r0', isAsync: true, format: 'json', onSuccess: ['delete'], onFailure: ['call'] }],
  uploads: Array.from({ length: FILES }, (_, n) => ({
    ...{ id: `u${n}`, at: Math.floor((n * OUTAGE_MS) / FILES), rule: 'r0', name: `r0/f${n}.json` },
    ...{ kind: 'good', rows: 1 },
  })),
  troubles: [outageOf(away)],
  ...{ dispatchBudgetSec: 0, concurrency: 80, duplicates: 0, late: 0, maxConcurrentLoad: 0, maxConcurrentSql: 0 },
});

const outageOf = (away: (typeof SERVICES)[number]): Trouble => ({
  ...{ kind: 'outage', from: 0, until: OUTAGE_MS, share: 1, mishap: 'refused', delayMs: 50 },
  ...away,
});

/** Prints what each outage costs; answers whether all files were loaded once, with fewer than ten invocations a file. */
export async function runOutages(): Promise<boolean> {
  console.log(`${FILES} files arrive while a service is away for six hours`);
  let isGood = true;
  for (const away of SERVICES) {
    const { problems, invocations, requests, tookMs } = await runSafely(scenarioOf(away));
    const perFile = invocations / FILES;
    isGood &&= problems.length === 0 && perFile < 10;
    console.log(
      `${away.service.padEnd(9)} ${problems.length} problems, ${perFile.toFixed(2)} invocations and ${(requests / FILES).toFixed(1)} requests a file, ${(tookMs / 1000).toFixed(0)} s`,
    );
    for (const { check, text } of problems.slice(0, 5)) console.log(`  ${check}: ${text}`);
  }
  return isGood;
}

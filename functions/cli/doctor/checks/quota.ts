import { runQuotas } from '../../cloud/projectResources.ts';
import { type Check, ok, warning, wrong } from '../model/check.ts';

/** In thousandths of a CPU, per project and region (Cloud Run: quotas). */
const CPU = 'run.googleapis.com/cpu_allocation';

/** An instance of bqTail has a CPU. All instances of the others together have some 1.3, in fractions, rounded up. */
const OTHER_CPUS = 2;

export const quota: Check = {
  id: 'quota',
  right: 'The instances that the functions may have fit the region’s quota of CPUs for Cloud Run.',
  todo: ({ projectId }) =>
    `Lower MAX_INSTANCES in functions/.env.${projectId} and deploy again, or ask for more at https://console.cloud.google.com/iam-admin/quotas?project=${projectId}.`,
  async look({ read, projectId, region, maxInstances }) {
    const answer = await read(runQuotas(projectId));
    const buckets = answer?.metrics
      .filter(({ metric }) => metric === CPU)
      .flatMap(({ consumerQuotaLimits }) => consumerQuotaLimits.flatMap(({ quotaBuckets }) => quotaBuckets));
    // The region's own limit, or else the one for all.
    const limit =
      buckets?.find(({ dimensions }) => dimensions['region'] === region) ??
      buckets?.find(({ dimensions }) => Object.keys(dimensions).length === 0);
    const cpus = Number(limit?.effectiveLimit) / 1_000;
    // -1 is no limit.
    if (Number.isNaN(cpus) || cpus < 0) return [ok(`Cloud Run has no quota of CPUs in ${region}`)];
    const all = `${maxInstances + OTHER_CPUS} CPUs for all functions at most, and ${cpus} in ${region}`;
    if (maxInstances > cpus) return [wrong(`${all}: bqTail cannot be deployed`)];
    return [maxInstances + OTHER_CPUS > cpus ? warning(`${all}: a busy bqTail leaves none for dispatch`) : ok(all)];
  },
};

import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultMatch, parseFaultRequest, pattern } from '../control/fault.ts';
import type { FaultEntry } from '../control/faults.ts';
import { parseQuotaLimits } from '../control/quotaLimits.ts';
import { invalid } from '../errors/apiError.ts';
import type { Call, Route } from '../http/call.ts';
import type { Runner } from '../jobs/runner.ts';
import type { StubContext } from '../state/context.ts';
import type { Job } from '../state/job.ts';

/** What BigQuery does not have: faults, quotas, counts and a fresh start, for tests and for people. */
export function controlRoutes(context: StubContext, runner: Runner): Route[] {
  const { faults, quotas, requests, jobs, catalog, bucketLocations } = context;

  async function reset(): Promise<undefined> {
    faults.remove();
    quotas.clear();
    requests.clear();
    bucketLocations.clear();
    for (const job of jobs.all()) runner.cancel(job);
    jobs.clear();
    for (const projectId of catalog.projects()) {
      await catalog.transact(projectId, async (tx) => {
        for (const { ref } of catalog.datasets(projectId)) await tx.removeDataset(ref);
      });
    }
    return undefined;
  }

  function putBucket({ params, body }: Call): object {
    const { location } = body;
    if (typeof location !== 'string' || location === '')
      throw invalid('A bucket needs a location, as in {"location": "EU"}.');
    bucketLocations.set(params['bucket'] ?? '', location);
    return { location };
  }

  /** With `waitMs` the answer comes when one of the jobs that run has ended, or so long after the question. */
  async function statesOf({ query }: Call): Promise<object> {
    const wanted = pattern('jobId', query.get('jobId') ?? '');
    const found = [...jobs.all()].filter(({ record }) => wanted.test(record.ref.jobId));
    const waitMs = Number(query.get('waitMs') ?? 0);
    if (!(waitMs >= 0)) throw invalid('waitMs is a number of milliseconds.');
    const running = found.filter(({ record }) => record.state !== 'DONE');
    if (waitMs > 0 && running.length > 0) await firstOf(running, waitMs);
    return { jobs: found.map(({ record }) => ({ jobId: record.ref.jobId, state: record.state })) };
  }

  return [
    { method: 'POST', path: '/_stub/faults', handle: ({ body }) => ({ id: faults.add(parseFaultRequest(body)).id }) },
    { method: 'GET', path: '/_stub/faults', handle: () => ({ faults: faults.list().map(faultResource) }) },
    { method: 'DELETE', path: '/_stub/faults', handle: () => faults.remove() },
    { method: 'DELETE', path: '/_stub/faults/:id', handle: ({ params }) => faults.remove(params['id']) },
    { method: 'GET', path: '/_stub/quotas', handle: () => quotas.limits },
    {
      method: 'POST',
      path: '/_stub/quotas',
      handle: ({ body }) => {
        quotas.limits = parseQuotaLimits(body);
        return quotas.limits;
      },
    },
    { method: 'DELETE', path: '/_stub/quotas', handle: () => quotas.clear() },
    { method: 'GET', path: '/_stub/buckets', handle: () => ({ locations: bucketLocations.list() }) },
    { method: 'PUT', path: '/_stub/buckets/:bucket', handle: putBucket },
    {
      method: 'GET',
      path: '/_stub/requests',
      handle: ({ query }) => ({ requests: requests.list(pattern('path', query.get('path') ?? '')) }),
    },
    { method: 'GET', path: '/_stub/jobs', handle: statesOf },
    {
      method: 'GET',
      path: '/_stub/health',
      handle: () => ({
        jobs: jobs.counts(),
        rssBytes: process.memoryUsage.rss(),
        uptimeSeconds: process.uptime(),
      }),
    },
    { method: 'POST', path: '/_stub/reset', handle: reset },
  ];
}

async function firstOf(running: readonly Job[], waitMs: number): Promise<void> {
  const timer = new AbortController();
  const over = sleep(waitMs, undefined, { signal: timer.signal, ref: false }).catch(() => undefined);
  await Promise.race([over, ...running.map(({ done }) => done)]);
  timer.abort();
}

function faultResource({ match, ...entry }: FaultEntry): object {
  return { ...entry, match: { ...match, ...sources(match) } };
}

const sources = ({ jobId, path }: FaultMatch): object => ({
  ...(jobId ? { jobId: jobId.source } : {}),
  ...(path ? { path: path.source } : {}),
});

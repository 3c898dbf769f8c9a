import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import pLimit from 'p-limit';
import { createGoogleSql } from '../googlesql/googleSql.ts';
import { openCatalog } from './catalog/catalog.ts';
import { startReaper } from './catalog/reaper.ts';
import { createFaults } from './control/faults.ts';
import { createQuotas } from './control/quotas.ts';
import { createRequestCounts } from './control/requestCounts.ts';
import { openEngine } from './engine/engine.ts';
import { createHttpServer } from './http/server.ts';
import { prepareCopy } from './jobs/copy.ts';
import { prepareExtract } from './jobs/extract.ts';
import { prepareLoad } from './jobs/load.ts';
import { prepareQuery } from './jobs/query.ts';
import { recoverJobs } from './jobs/recover.ts';
import { createRunner } from './jobs/runner.ts';
import { createLoadWorkers } from './load/loadWorkers.ts';
import { createBucketLocations } from './objects/bucketLocations.ts';
import type { ObjectStore } from './objects/objectStore.ts';
import { controlRoutes } from './routes/control.ts';
import { datasetRoutes } from './routes/datasets.ts';
import { discoveryRoutes } from './routes/discovery.ts';
import { jobRoutes } from './routes/jobs.ts';
import { notHereRoutes } from './routes/notHere.ts';
import { projectRoutes } from './routes/projects.ts';
import { queryRoutes } from './routes/queries.ts';
import { tabledataRoutes } from './routes/tabledata.ts';
import { tableRoutes } from './routes/tables.ts';
import { uploadRoutes } from './routes/uploads.ts';
import type { StubContext } from './state/context.ts';
import { openJobLog } from './state/jobLog.ts';
import { createJobStore } from './state/jobStore.ts';
import { makeWorkDir } from './workDir.ts';

export interface StubOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** A folder that outlives the server; undefined keeps all in memory. */
  dataDir: string | undefined;
  objects: ObjectStore;
  /** Where buckets lie, by name; the others lie in the US. */
  bucketLocations: Readonly<Record<string, string>>;
  /** How long a job runs at least, in milliseconds. */
  jobLatencyMs: number;
}

export interface Stub {
  url: string;
  close(): Promise<void>;
}

/** How many jobs work in DuckDB at once: one thread of Node's pool of four stays free for everybody else. */
const HEAVY_WORK = 3;

export async function startStub(options: StubOptions): Promise<Stub> {
  const workDir = await makeWorkDir(options.dataDir);
  try {
    return await startIn(workDir, options);
  } catch (error) {
    await rm(workDir, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(workDir: string, options: StubOptions): Promise<Stub> {
  const { host, port, dataDir, objects, bucketLocations, jobLatencyMs } = options;
  const engine = await openEngine({ dataDir, workDir });
  const catalog = await openCatalog(engine);
  const { log, records } = await openJobLog(dataDir === undefined ? undefined : path.join(dataDir, 'jobs.ndjson'));
  const loadWorkers = createLoadWorkers();
  const googleSql = createGoogleSql();
  const context: StubContext = {
    catalog,
    googleSql,
    jobs: createJobStore(log, records),
    faults: createFaults(),
    quotas: createQuotas(),
    requests: createRequestCounts(),
    objects,
    bucketLocations: createBucketLocations(bucketLocations),
    loadWorkers,
    workDir,
    uploadDir: path.join(dataDir ?? workDir, 'uploads'),
    heavyWork: pLimit(HEAVY_WORK),
    jobLatencyMs,
  };
  const runner = createRunner(context, {
    LOAD: prepareLoad,
    QUERY: prepareQuery,
    COPY: prepareCopy,
    EXTRACT: prepareExtract,
  });
  const server = createHttpServer(context, [
    ...projectRoutes(context),
    ...datasetRoutes(context),
    ...tableRoutes(context),
    ...tabledataRoutes(context),
    ...jobRoutes(context, runner),
    ...queryRoutes(context, runner),
    ...uploadRoutes(context, runner),
    ...controlRoutes(context, runner),
    ...discoveryRoutes(),
    ...notHereRoutes(),
  ]);
  await recoverJobs(context, runner);
  const stopReaper = startReaper(catalog);
  server.listen(port, host);
  await once(server, 'listening');

  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await Promise.all([runner.close(), stopReaper()]);
      await Promise.all([loadWorkers.close(), googleSql.close()]);
      log.close();
      engine.close();
      await rm(workDir, { recursive: true, force: true });
    },
  };
}

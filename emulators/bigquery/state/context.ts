import type { LimitFunction } from 'p-limit';
import type { GoogleSql } from '../../googlesql/googleSql.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Faults } from '../control/faults.ts';
import type { Quotas } from '../control/quotas.ts';
import type { RequestCounts } from '../control/requestCounts.ts';
import type { LoadWorkers } from '../load/loadWorkers.ts';
import type { BucketLocations } from '../objects/bucketLocations.ts';
import type { ObjectStore } from '../objects/objectStore.ts';
import type { JobStore } from './jobStore.ts';

/** All that calls and jobs work with. */
export interface StubContext {
  readonly catalog: Catalog;
  readonly googleSql: GoogleSql;
  readonly jobs: JobStore;
  readonly faults: Faults;
  readonly quotas: Quotas;
  readonly requests: RequestCounts;
  readonly objects: ObjectStore;
  readonly bucketLocations: BucketLocations;
  readonly loadWorkers: LoadWorkers;
  /** A place for jobs' own files while they run. */
  readonly workDir: string;
  /** A place for files that came with requests; it lasts as long as the jobs do. */
  readonly uploadDir: string;
  /** Lets a few jobs at once work in DuckDB; the thread pool has to have room for everybody else. */
  readonly heavyWork: LimitFunction;
  /** How long a job runs at least, in milliseconds. */
  readonly jobLatencyMs: number;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { BigQuery, Job } from '@google-cloud/bigquery';
import { growingPauses } from '../common/growingPauses.ts';
import { Failure, permanent } from '../failure/failure.ts';
import { failureOf, httpStatusOf, jobFailure } from '../failure/failureOf.ts';
import type { JobReference } from '../model/job.ts';
import { isLegacySql } from '../rule/isLegacySql.ts';
import { type JsonRow, jsonRow } from './jsonRow.ts';

/** How the rows of a query are read. */
export interface Reading {
  /** Throws where nobody may wait for the query any longer; its job goes on. */
  assertMayAct?: () => void;
  /** A query with more rows fails for good before its first row; `instead` says what to do. */
  most?: { rows: number; instead: string };
}

/** Queries whose rows are read here. They reject with a `Failure`. */
export interface Queries {
  /**
   * The rows of a query, GoogleSQL or legacy, in BigQuery's JSON, a page at a time in memory. The job's ID makes a repetition read what the first
   * run found, in the same order, for the 24 hours that BigQuery keeps results.
   */
  rows(query: string, job: JobReference, reading?: Reading): AsyncIterable<JsonRow>;
}

const PAGE = 1000;

/** A query that failed for a reason that passes is run again under another ID, so often in one invocation. */
const TRIES = 3;

/** `clientFor` hands out one client a project. */
export function createQueries(clientFor: (projectId: string) => Promise<BigQuery>): Queries {
  async function finishedJob(query: string, reference: JobReference, assertMayAct: () => void): Promise<Job> {
    const client = await clientFor(reference.projectId);
    for (let number = 1, tries = 0; ; number++) {
      const id = idOf(reference, number);
      try {
        // Those that failed in an invocation before this one are passed over.
        tries += await submit(client, query, id);
        return await untilDone(client.job(id.jobId, { location: id.location }), assertMayAct);
      } catch (error) {
        // Thrown within, it came here as well.
        assertMayAct();
        const failure = failureOf(error, 'BigQuery did not run the query', 'bigquery');
        const mayRunAgain = error instanceof Failure && failure.kind !== 'permanent';
        if (!mayRunAgain || tries === TRIES) throw asCall(failure);
      }
    }
  }

  return {
    async *rows(query, reference, { assertMayAct = () => undefined, most } = {}) {
      const job = await finishedJob(query, reference, assertMayAct);
      let page: object | null = { maxResults: PAGE, autoPaginate: false, wrapIntegers: true };
      while (page) {
        const { rows, next, count } = await readPage(job, page);
        if (most && count > most.rows) {
          throw permanent(
            'invalid',
            `the query has ${count} rows, and bqtail reads at most ${most.rows}: ${most.instead}`,
          );
        }
        for (const row of rows) yield jsonRow(row);
        page = next;
      }
    },
  };
}

interface JobId {
  location: string;
  jobId: string;
}

const idOf = ({ location, jobId }: JobReference, number: number): JobId => ({
  location,
  jobId: number === 1 ? jobId : `${jobId}_${number}`,
});

/** Answers how many jobs that made: none where there was one. */
async function submit(client: BigQuery, query: string, id: JobId): Promise<0 | 1> {
  try {
    await client.createJob({ configuration: { query: { query, useLegacySql: isLegacySql(query) } }, ...id });
    return 1;
  } catch (error) {
    if (httpStatusOf(error) === 409) return 0;
    throw error;
  }
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Asked for its state, since the client asks again and again for the rows of a job that failed for a fault of BigQuery's. */
async function untilDone(job: Job, assertMayAct: () => void): Promise<Job> {
  for (const pause of growingPauses(FIRST_PAUSE_MS, LONGEST_PAUSE_MS)) {
    const [{ status }] = await job.getMetadata();
    if (status?.errorResult) throw jobFailure(status.errorResult, status.errors ?? [], 'query');
    if (status?.state === 'DONE') return job;
    await sleep(pause);
    assertMayAct();
  }
  return job;
}

interface Page {
  rows: Record<string, unknown>[];
  next: object | null;
  /** How many rows the query has. */
  count: number;
}

async function readPage(job: Job, options: object): Promise<Page> {
  try {
    const [rows, next, response] = await job.getQueryResults(options);
    return { rows, next: next ?? null, count: Number(response?.totalRows ?? 0) };
  } catch (error) {
    throw failureOf(error, `BigQuery did not answer the rows of job ${job.id}`, 'bigquery');
  }
}

/** Nothing is left to be submitted under another ID; the event that asked comes again. */
const asCall = (failure: Failure): Failure => {
  if (failure.kind !== 'backend') return failure;
  const { reason, message, details } = failure;
  return new Failure({ kind: 'transient', reason, message, details, cause: failure });
};

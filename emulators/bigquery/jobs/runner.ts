import { setTimeout as sleep } from 'node:timers/promises';
import type { JobFault } from '../control/fault.ts';
import { JobError, jobErrorsOf } from '../errors/jobError.ts';
import type { JobType } from '../rest/resources.ts';
import type { StubContext } from '../state/context.ts';
import type { Job } from '../state/job.ts';
import type { QueryResult } from '../state/statementOutcome.ts';
import type { Executor, JobOutcome, PreparedJob } from './executor.ts';

/** Brings jobs from PENDING over RUNNING to DONE. */
export interface Runner {
  start(job: Job): void;
  /** Ends a job at once, without running it. */
  refuse(job: Job, error: unknown): void;
  /** Ends a job that has not begun to write; one that has is let finish. */
  cancel(job: Job): void;
  /** Waits for jobs that are writing, and lets no other begin. */
  close(): Promise<void>;
}

const PENDING_MS = 5;

export function createRunner(context: StubContext, executors: Readonly<Record<JobType, Executor>>): Runner {
  const committing = new Set<Promise<unknown>>();
  const closing = new AbortController();

  async function run(job: Job): Promise<void> {
    const { record, controller } = job;
    const signal = AbortSignal.any([controller.signal, closing.signal]);
    await sleep(PENDING_MS, undefined, { signal });
    const fault = context.faults.takeForJob({ jobId: record.ref.jobId, jobType: record.type });
    record.state = 'RUNNING';
    record.startTime = Date.now();
    if (fault?.kind === 'hang') return aborted(signal);
    const prepared =
      fault?.kind === 'jobError' ? failing(fault) : await executors[record.type](record, context, signal);
    try {
      await sleep(fault?.kind === 'slow' ? fault.latencyMs : context.jobLatencyMs, undefined, { signal });
      signal.throwIfAborted();
      finish(job, await tracked(prepared.commit()));
    } finally {
      await prepared.dispose();
    }
  }

  async function tracked<T>(work: Promise<T>): Promise<T> {
    committing.add(work);
    try {
      return await work;
    } finally {
      committing.delete(work);
    }
  }

  function finish({ record }: Job, { statistics, warnings = [], result }: JobOutcome): void {
    record.statistics = { ...record.statistics, ...statistics };
    if (result) keepResult(record, result);
    if (warnings.length > 0) record.errors = warnings;
  }

  function fail({ record }: Job, error: unknown): void {
    const errors = jobErrorsOf(error);
    record.errorResult = errors[0];
    record.errors = [...errors];
  }

  function end(job: Job): void {
    job.record.state = 'DONE';
    job.record.endTime = Date.now();
    job.record.startTime ??= job.record.endTime;
    context.jobs.save(job);
    job.markDone();
  }

  return {
    start(job) {
      void run(job).then(
        () => end(job),
        (error: unknown) => {
          const isCancelled = job.controller.signal.aborted;
          // A server that ends leaves its jobs as they are: they run again when it starts again.
          if (closing.signal.aborted && !isCancelled) return;
          fail(job, isCancelled ? CANCELLED : error);
          end(job);
        },
      );
    },
    refuse(job, error) {
      fail(job, error);
      end(job);
    },
    cancel(job) {
      if (job.record.state !== 'DONE') job.controller.abort();
    },
    async close() {
      closing.abort();
      await Promise.allSettled(committing);
    },
  };
}

/** A query without a destination got one of its own, which jobs.get tells. */
function keepResult(record: Job['record'], result: QueryResult): void {
  record.result = result;
  const { query } = record.configuration;
  if (query) query.destinationTable ??= result.table;
}

const CANCELLED = new JobError({
  reason: 'stopped',
  message: 'Job execution was cancelled: User requested cancellation',
});

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(CANCELLED);
    signal.addEventListener('abort', () => reject(CANCELLED), { once: true });
  });
}

const failing = ({ reason, message, location }: JobFault & { kind: 'jobError' }): PreparedJob => ({
  commit: () => Promise.reject(new JobError({ reason, message, ...(location === undefined ? {} : { location }) })),
  dispose: () => Promise.resolve(),
});

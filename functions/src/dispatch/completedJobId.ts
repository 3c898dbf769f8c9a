import { z } from 'zod';
import { jsonOf } from '../common/jsonOf.ts';

/**
 * A BigQuery audit log entry of a job that ended, as a log sink publishes it: in the newer format
 * (BigQueryAuditMetadata, `jobChange`) or the older (AuditData, `jobCompletedEvent`).
 */
const jobChange = z.object({
  protoPayload: z.object({
    metadata: z.object({ jobChange: z.object({ after: z.literal('DONE'), job: z.object({ jobName: z.string() }) }) }),
  }),
});
const jobCompleted = z.object({
  protoPayload: z.object({
    serviceData: z.object({
      jobCompletedEvent: z.object({ job: z.object({ jobName: z.object({ jobId: z.string() }) }) }),
    }),
  }),
});

/** The ID of the job that a message says is done; undefined for any other message, which is a tick. */
export function completedJobId(message: string): string | undefined {
  const entry = jsonOf(message);
  const change = jobChange.safeParse(entry);
  // projects/‹project›/jobs/‹job ID›
  if (change.success) return change.data.protoPayload.metadata.jobChange.job.jobName.split('/').at(-1);
  const completed = jobCompleted.safeParse(entry);
  return completed.success ? completed.data.protoPayload.serviceData.jobCompletedEvent.job.jobName.jobId : undefined;
}

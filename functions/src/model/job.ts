import type { JobMetadata } from '@google-cloud/bigquery';

/** A BigQuery job by its full name. */
export interface JobReference {
  projectId: string;
  /** Job IDs are unique within a location: every call names it. */
  location: string;
  jobId: string;
}

/** What a job does, as BigQuery's REST API words it (JobConfiguration). */
export type JobConfiguration = NonNullable<JobMetadata['configuration']>;

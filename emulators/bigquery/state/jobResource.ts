import { createHash } from 'node:crypto';
import type { JobResource, JobStatistics } from '../rest/resources.ts';
import { USER_EMAIL } from '../schema/userEmail.ts';
import { type JobRecord, jobName } from './job.ts';

/** A job as jobs.get answers it. */
export function jobResource(record: JobRecord): JobResource {
  const { ref, configuration, type } = record;
  return {
    kind: 'bigquery#job',
    etag: etagOf(record),
    id: jobName(ref),
    selfLink: `/bigquery/v2/projects/${ref.projectId}/jobs/${ref.jobId}?location=${ref.location}`,
    user_email: USER_EMAIL,
    jobReference: ref,
    configuration: { ...configuration, jobType: type },
    status: statusOf(record),
    statistics: statisticsOf(record),
  };
}

/** A job as jobs.list has it: the configuration only for `projection=full`. */
export function jobListEntry(record: JobRecord, isFull: boolean): JobResource & Record<string, unknown> {
  const { configuration, ...resource } = jobResource(record);
  return {
    ...resource,
    state: record.state,
    ...(record.errorResult ? { errorResult: record.errorResult } : {}),
    ...(isFull && configuration ? { configuration } : {}),
  };
}

const statusOf = ({ state, errorResult, errors }: JobRecord): NonNullable<JobResource['status']> => ({
  state,
  ...(errorResult ? { errorResult } : {}),
  ...(errors && errors.length > 0 ? { errors } : {}),
});

function statisticsOf({ creationTime, startTime, endTime, statistics, parentJobId }: JobRecord): JobStatistics {
  return {
    creationTime: String(creationTime),
    ...(startTime === undefined ? {} : { startTime: String(startTime) }),
    ...(endTime === undefined ? {} : { endTime: String(endTime) }),
    ...(parentJobId === undefined ? {} : { parentJobId }),
    ...statistics,
  };
}

const etagOf = ({ ref, state, endTime }: JobRecord): string =>
  createHash('md5')
    .update(`${jobName(ref)} ${state} ${endTime ?? ''}`)
    .digest('base64');

import { describe, expect, it } from 'vitest';
import { completedJobId } from '../../../functions/src/dispatch/completedJobId.ts';

const JOB = 'ds_t--42_00001_load--dispatch';

describe('a message on the dispatch topic', () => {
  it('that is an audit log entry of a job done names the job (BigQueryAuditMetadata)', () => {
    const job = { jobName: `projects/p/jobs/${JOB}`, jobStatus: { jobState: 'DONE' } };
    const entry = {
      protoPayload: { serviceName: 'bigquery.googleapis.com', metadata: { jobChange: { after: 'DONE', job } } },
    };
    expect(completedJobId(JSON.stringify(entry))).toBe(JOB);
  });

  it('that is an audit log entry of a job done names the job (AuditData)', () => {
    const jobName = { projectId: 'p', jobId: JOB, location: 'EU' };
    const entry = {
      protoPayload: { methodName: 'jobservice.jobcompleted', serviceData: { jobCompletedEvent: { job: { jobName } } } },
    };
    expect(completedJobId(JSON.stringify(entry))).toBe(JOB);
  });

  it('that tells of a job still running is a tick', () => {
    const jobChange = { after: 'RUNNING', job: { jobName: `projects/p/jobs/${JOB}` } };
    expect(completedJobId(JSON.stringify({ protoPayload: { metadata: { jobChange } } }))).toBeUndefined();
  });

  it.each(['', 'tick', '{}', '{"protoPayload":null}', '[1', 'null', '"text"', '{"protoPayload":{"metadata":{}}}'])(
    '%j is a tick',
    (text) => {
      expect(completedJobId(text)).toBeUndefined();
    },
  );
});

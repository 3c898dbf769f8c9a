import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type JobKind, REASONS, TEXTS } from '../../../functions/src/failure/errorReasons.ts';
import { type ErrorDetail, type Failure, permanent } from '../../../functions/src/failure/failure.ts';
import { failureOf, httpStatusOf, jobFailure } from '../../../functions/src/failure/failureOf.ts';
import { limitOf } from '../../../functions/src/failure/limitOf.ts';

/** What BigQuery answers a call, or says of a job, and what it asks for. */
interface Recorded {
  response?: { error: { code: number; message: string; errors: ErrorDetail[] } };
  job?: { configuration: { jobType: string }; status: { errorResult: ErrorDetail; errors: ErrorDetail[] } };
  expected: string;
}

const FOLDER = new URL('../../fixtures/errors/', import.meta.url);
const recordings = readdirSync(FOLDER)
  .sort()
  .map((name): [string, Recorded] => [name, JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))]);

function failureIn({ response, job }: Recorded): Failure {
  if (job) {
    const { errorResult, errors } = job.status;
    return jobFailure(errorResult, errors, job.configuration.jobType.toLowerCase() as JobKind);
  }
  if (!response) throw new Error('the recording holds neither an answer nor a job');
  const { code, message, errors } = response.error;
  return failureOf(Object.assign(new Error(message), { code, errors }), 'asking');
}

describe('what BigQuery was seen to answer', () => {
  it.each(recordings)('%s', (_name, recorded) => {
    const failure = failureIn(recorded);
    expect(limitOf(failure) ?? failure.kind).toBe(recorded.expected);
  });

  it.each(Object.keys(REASONS))('%s is among it', (reason) => {
    expect(recordings.filter(([name]) => name.startsWith(`${reason}.`))).not.toEqual([]);
  });

  it.each(TEXTS.map(({ reason, text }) => [reason, text] as const))(
    '%s with a text like %s is among it',
    (reason, text) => {
      const messages = recordings
        .filter(([name]) => name.startsWith(`${reason}.`))
        .map(([, { response, job }]) => response?.error.message ?? job?.status.errorResult.message ?? '');
      expect(messages.some((message) => text.test(message))).toBe(true);
    },
  );
});

const rejection = (code: unknown, reason?: string): Error =>
  Object.assign(new Error('said the service'), {
    code,
    errors: reason ? [{ reason, message: 'said the service' }] : [],
  });

describe('a rejected call', () => {
  it.each([
    [503, 'backendError', 'transient'],
    [502, undefined, 'transient'],
    [500, 'internalError', 'transient'],
    [429, 'rateLimitExceeded', 'transient'],
    [408, undefined, 'transient'],
    [403, 'rateLimitExceeded', 'transient'],
    [403, 'somethingNew', 'permanent'],
    [503, 'somethingNew', 'transient'],
    [400, undefined, 'permanent'],
    ['ECONNRESET', undefined, 'transient'],
  ])('with %s %s is %s', (code, reason, kind) => {
    expect(failureOf(rejection(code, reason), 'asking').kind).toBe(kind);
  });

  it.each([
    [14, 'unavailable', 'transient'],
    [10, 'aborted', 'transient'],
    [4, 'deadlineExceeded', 'transient'],
    [8, 'resourceExhausted', 'transient'],
    [16, 'unauthenticated', 'transient'],
    [3, 'invalidArgument', 'permanent'],
    [7, 'permissionDenied', 'permanent'],
    [9, 'failedPrecondition', 'permanent'],
    [99, 'connection', 'transient'],
  ])('with the gRPC status %s is %s, %s', (code, reason, kind) => {
    expect(failureOf(Object.assign(new Error('said Firestore'), { code }), 'asking')).toMatchObject({ reason, kind });
  });

  it('keeps what was done, what the service said, and the cause', () => {
    const cause = rejection(404, 'notFound');
    const failure = failureOf(cause, 'BigQuery refused job x');
    expect(failure).toMatchObject({ reason: 'notFound', message: 'BigQuery refused job x: said the service', cause });
    expect(failure.details).toEqual([{ reason: 'notFound', message: 'said the service' }]);
  });

  it('that is sorted already stays as it is', () => {
    const failure = permanent('invalid', 'no');
    expect(failureOf(failure, 'asking')).toBe(failure);
  });

  it.each([['a text'], [undefined], [new Error('no code')], [rejection('ETIMEDOUT')]])(
    'without a status: %s',
    (error) => {
      expect(httpStatusOf(error)).toBeUndefined();
    },
  );
});

describe('a failed job', () => {
  it.each<[string, JobKind, string]>([
    ['backendError', 'copy', 'backend'],
    ['invalid', 'load', 'data'],
    ['invalid', 'query', 'permanent'],
    ['invalid', 'copy', 'permanent'],
    ['invalid', 'extract', 'permanent'],
    ['somethingNew', 'load', 'permanent'],
    ['toString', 'load', 'permanent'],
  ])('of reason %s, a %s, is %s', (reason, job, kind) => {
    expect(jobFailure({ reason, message: 'm' }, [], job).kind).toBe(kind);
  });

  it('is a load unless something else is said', () => {
    expect(jobFailure({ reason: 'invalid', message: 'm' }, []).kind).toBe('data');
  });

  it('that says nothing is permanent', () => {
    expect(jobFailure({}, [])).toMatchObject({ kind: 'permanent', reason: 'unknown' });
  });
});

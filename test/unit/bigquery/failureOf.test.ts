import { describe, expect, it } from 'vitest';
import { failureOf, httpStatusOf, jobFailure } from '../../../functions/src/bigquery/failureOf.ts';
import { permanent } from '../../../functions/src/failure.ts';

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
    [403, 'jobRateLimitExceeded', 'transient'],
    [403, 'accessDenied', 'permanent'],
    [403, 'quotaExceeded', 'permanent'],
    [404, 'notFound', 'permanent'],
    [400, 'invalid', 'permanent'],
    ['ECONNRESET', undefined, 'transient'],
    [14, undefined, 'transient'],
  ])('with %s %s is %s', (code, reason, kind) => {
    expect(failureOf(rejection(code, reason), 'asking').kind).toBe(kind);
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
  it.each([
    ['backendError', 'backend'],
    ['internalError', 'backend'],
    ['invalid', 'data'],
    ['rateLimitExceeded', 'transient'],
    ['accessDenied', 'permanent'],
    ['invalidQuery', 'permanent'],
    ['stopped', 'permanent'],
    ['somethingNew', 'permanent'],
  ])('of reason %s is %s', (reason, kind) => {
    expect(jobFailure({ reason, message: 'm' }, []).kind).toBe(kind);
  });
});
